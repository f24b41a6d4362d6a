import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { BY_P50, MadeUp, Suspects } from './bisect-repository.ts';

const FILES = ['program.js', 'delay.js', 'notes.txt', 'package.json'];

const commandLines = (pattern: string): string =>
  spawnSync('pgrep', ['--full', '--list-full', pattern], { encoding: 'utf8' }).stdout;

/** Ends a bisect by Ctrl-C once it has said this, and this program runs; nothing is left, and all is as it was. */
async function interrupted(repository: Suspects, moment: RegExp, running: string): Promise<void> {
  const read = () => FILES.map((name) => repository.read(name));
  const [state, texts] = [repository.state(), read()];
  const { process: child, ended } = repository.startBisect(...BY_P50);
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  while (!moment.test(said) && child.exitCode === null) await sleep(50);
  while (!commandLines(running) && child.exitCode === null) await sleep(20);
  expect(child.exitCode, said).toBeNull();
  process.kill(-child.pid!, 'SIGINT');
  const { code, stdout, stderr } = await ended;
  expect(code, stdout + stderr).toBe(130);
  expect(stderr).toContain('Interrupted; what was measured is kept in results.');
  expect(repository.state()).toEqual(state);
  expect(read()).toEqual(texts);
  const own = `tidemark-${child.pid}-`;
  // A target that is still starting is ended by the sweeper.
  await vi.waitFor(() => {
    expect(commandLines(basename(repository.folder))).toBe('');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(own))).toEqual([]);
    expect(commandLines(own)).toBe('');
  }, 10_000);
}

describe.concurrent('Ctrl-C leaves branch, index, files and work trees as they were, and no process', () => {
  test('while the ends are measured', async () => {
    const repository = new Suspects('broker', '2', ['nothing', { delayMs: '200' }]);
    // The next run has begun, and with it a target.
    const target = `program.js ${basename(repository.folder)}$`;
    await interrupted(repository, /bad end \w{7} commit 3: run 1 of 3/, target);
  });

  test('while git bisect runs', async () => {
    const endless = { delayMs: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)' };
    const repository = new MadeUp('broker', '2', [endless, endless, { delayMs: '200' }]);
    const run = `stub-launcher.ts run .*${basename(repository.folder)}`;
    await interrupted(repository, /^threshold: /m, run);
  });
});
