import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { build } from '../../../matrix/arms/build.ts';
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

test('a build that fails says the end of what it wrote', async () => {
  const { folder } = new Repository();
  const failed = await build(folder, 'seq 20; echo "no such module" >&2; exit 3', never);
  expect(failed).toMatchObject({
    built: false,
    why: expect.stringMatching(/ended with 3:\n(\d+\n){9}no such module$/),
  });
});

test('an abort ends a build with all it has started, and is thrown', async () => {
  const { folder } = new Repository();
  const abort = new AbortController();
  const building = build(folder, 'sleep 600 & echo $! > pid; wait', abort.signal);
  while (!existsSync(join(folder, 'pid'))) await sleep(10);
  abort.abort(new Error('enough'));
  await expect(building).rejects.toThrow('enough');
});
