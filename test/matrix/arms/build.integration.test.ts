import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { build } from '../../../matrix/arms/build.ts';
import { processStart } from '../../../targets/process-start.ts';
import { Repository } from './repository.ts';

const never = new AbortController().signal;

test('a build runs in the folder, by the shell', async () => {
  const { folder } = new Repository();
  expect(await build(folder, 'echo 1 > a && cat a > b', never)).toEqual({ built: true });
  expect(existsSync(join(folder, 'b'))).toBe(true);
});

test('nothing to build is built; a folder that is not there is not', async () => {
  const { folder } = new Repository();
  expect(await build(folder, null, never)).toEqual({ built: true });
  expect(await build(join(folder, 'x'), null, never)).toMatchObject({ built: false });
});

test('a build that fails says the first and the last of what it wrote', async () => {
  const { folder } = new Repository();
  const failed = await build(folder, 'seq 20; echo "no such module" >&2; exit 3', never);
  expect(failed).toMatchObject({
    built: false,
    why: expect.stringMatching(/ended with 3:\n1\n2\n3\n4\n5\n6\n…\n18\n19\n20\nno such module$/),
  });
});

const leftBy = async (command: string): Promise<number> => {
  const { folder } = new Repository();
  expect(await build(folder, command, never)).toEqual({ built: true });
  return Number(await readFile(join(folder, 'pid'), 'utf8'));
};

test('what a build leaves running, its output open, is ended with it', async () => {
  const pid = await leftBy('sleep 600 & echo $! > pid; echo made >&2');
  await expect.poll(() => processStart(pid)).toBeNull();
});

test('what has left its group is not waited for', async () => {
  const pid = await leftBy('setsid sleep 600 & echo $! > pid; sleep 0.1');
  expect(processStart(pid)).not.toBeNull();
  process.kill(pid, 'SIGKILL');
});

test('an abort ends a build with all it has started, and is thrown', async () => {
  const { folder } = new Repository();
  const abort = new AbortController();
  const building = build(folder, 'sleep 600 & echo $! > pid; wait', abort.signal);
  let pid = '';
  while (pid === '') {
    await sleep(10);
    pid = await readFile(join(folder, 'pid'), 'utf8').catch(() => '');
  }
  expect(processStart(Number(pid))).not.toBeNull();
  abort.abort(new Error('enough'));
  await expect(building).rejects.toThrow('enough');
  await expect.poll(() => processStart(Number(pid))).toBeNull();
});
