/** What lets somebody in is in nothing that a run prints, writes or starts. */
import { expect, test } from 'vitest';
import { filesIn, leaks, MARKER, marked, OUTPUTS, TARGETS } from './marked-secrets.ts';

test('no secret of a plan or a target is in what a run prints and writes, nor in the list of processes', async () => {
  const folder = marked();
  const ended = await folder.run('run', ...TARGETS, ...OUTPUTS);
  expect(leaks(folder, ended)).toEqual([]);
  expect(ended.code, ended.stdout + ended.stderr).toBe(1);
  // All of it is there.
  expect(folder.read('processes')).toContain('broker.mjs');
  expect(folder.results().command).toContain('LOGIN=*** MORE=*** node broker.mjs');
  expect(folder.results('http').cells.map(({ title }) => title)).toEqual(['users', 'nobody']);
  expect(folder.read('summary.md')).toContain('publish.ack.p50');
  expect(filesIn(folder.path).some((name) => name.endsWith('.svg'))).toBe(true);
});

test('no secret of a target that does not start is in what is said of it', async () => {
  const folder = marked();
  const ended = await folder.run(
    'run',
    'mqtt.slo.ts',
    '--broker',
    `exec:LOGIN=${MARKER} sh -c 'echo $LOGIN; exit 3'`,
    '--observe',
    `http://ann:${MARKER}@127.0.0.1:1/metrics?key=${MARKER}`,
    ...OUTPUTS,
  );
  expect(ended.stdout + ended.stderr).toContain('exited with code 3');
  expect(leaks(folder, ended)).toEqual([]);
});
