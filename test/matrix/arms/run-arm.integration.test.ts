import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { checkOut } from '../../../matrix/arms/checkout.ts';
import { runArm } from '../../../matrix/arms/run-arm.ts';
import { copyTestFiles } from '../../../matrix/arms/test-file-copies.ts';
import { processStart } from '../../../targets/process-start.ts';
import { suite } from '../../cli/command.ts';
import { Repository } from './repository.ts';

const unexpected = (line: string): never => expect.unreachable(line);
const MET = `{ lost: '= 0' }`;

function resultsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'arm-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'run');
}

/** The command of the target says where it ran. */
const NOWHERE = ['--broker', 'exec:cat version; pwd; exit 3'];

test('a run measures what is checked out, with test files it does not have', async () => {
  const repository = new Repository();
  const first = repository.commit('first');
  repository.commit('tests', { 'perf/small.slo.ts': suite(MET) });
  await using checkout = await checkOut(repository.folder, first, unexpected);
  await using copies = await copyTestFiles(repository.folder, ['perf/small.slo.ts']);
  const { exitCode, results, log } = await runArm({
    folder: checkout.folder,
    files: copies.files,
    suitesFrom: copies.folder,
    options: ['--broker', 'embedded', '--for', '1100ms'],
    out: resultsFolder(),
    signal: new AbortController().signal,
  });
  expect(exitCode, log).toBe(0);
  expect(log).toContain('All SLOs met.');
  expect(results).toMatchObject([
    { fingerprint: { subject: { commit: first } }, cells: [{ suite: 'perf/small.slo.ts', verdict: 'pass' }] },
  ]);
  expect(results[0]?.cells[0]?.runs[0]?.result.plan.measureMs).toBe(1100);
});

test('commands run in the checkout', async () => {
  const repository = new Repository();
  repository.commit('first', { version: 'version 1\n', 'small.slo.ts': suite(MET) });
  repository.commit('second', { version: 'version 2\n' });
  await using checkout = await checkOut(repository.folder, 'HEAD~1', unexpected);
  const { exitCode, results, log } = await runArm({
    folder: checkout.folder,
    files: [join(repository.folder, 'small.slo.ts')],
    suitesFrom: repository.folder,
    options: NOWHERE,
    out: resultsFolder(),
    signal: new AbortController().signal,
  });
  expect(log).toContain('version 1');
  expect(log).toContain(checkout.folder);
  expect(results).toMatchObject([{ cells: [{ suite: 'small.slo.ts', verdict: 'invalid' }] }]);
  expect(exitCode).toBe(125);
});

test('a folder the revision does not have measures nothing', async () => {
  const run = await runArm({
    folder: '/nowhere',
    files: [],
    suitesFrom: '/',
    options: [],
    out: resultsFolder(),
    signal: new AbortController().signal,
  });
  expect(run).toEqual({ exitCode: 125, results: [], log: 'there is no folder /nowhere' });
});

test('results that cannot be read are none, and the log ends with what is wrong with them', async () => {
  const out = resultsFolder();
  mkdirSync(out);
  writeFileSync(join(out, 'mqtt-results.json'), '{"version":1,');
  const signal = new AbortController().signal;
  const run = await runArm({ folder: out, files: [], suitesFrom: out, options: [], out, signal });
  expect(run).toMatchObject({ exitCode: 125, results: [] });
  expect(run.log.trim().split('\n').at(-1)).toMatch(/mqtt-results\.json is not JSON/);
});

test('an abort ends the run and its target, and is thrown', async () => {
  const repository = new Repository();
  repository.commit('first', { 'small.slo.ts': suite(MET) });
  const out = resultsFolder();
  const abort = new AbortController();
  const running = runArm({
    folder: repository.folder,
    files: [join(repository.folder, 'small.slo.ts')],
    suitesFrom: repository.folder,
    options: ['--broker', 'exec:echo $$ > pid; exec sleep 600', '--for', '60s'],
    out,
    signal: abort.signal,
  });
  let pid = '';
  while (pid === '') {
    await sleep(50);
    pid = await readFile(join(repository.folder, 'pid'), 'utf8').catch(() => '');
  }
  expect(processStart(Number(pid))).not.toBeNull();
  abort.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  const { stdout } = spawnSync('pgrep', ['-f', out], { encoding: 'utf8' });
  expect(stdout).toBe('');
  // It never served, so the sweeper is what ends it.
  await expect.poll(() => processStart(Number(pid))).toBeNull();
});
