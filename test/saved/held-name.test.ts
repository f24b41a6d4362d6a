import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Hold, holdName } from '../../saved/held-name.ts';

const key = randomBytes(32);
const newName = (): string => `\0tidemark-test-${randomBytes(8).toString('hex')}`;

async function held(name: string, of: Buffer | null = key): Promise<Extract<Hold, { kind: 'held' }>> {
  const hold = await holdName(name, of);
  if (hold.kind !== 'held') throw new Error(`the name is ${hold.kind}`);
  onTestFinished(hold.release);
  return hold;
}

/** Somebody who took the name, and says this to whoever comes. */
async function stranger(name: string, says: string | null): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (says !== null) socket.write(says);
  });
  await new Promise<void>((resolve) => server.listen(name, resolve));
  onTestFinished(() => void server.close());
}

test('a name is held once, its holder is known, and it is free when that lets go', async () => {
  const name = newName();
  const { release } = await held(name);
  const second = await holdName(name, key);
  if (second.kind !== 'ours') throw new Error(second.kind);
  expect(second.pid).toBe(process.pid);
  const free = second.free(new AbortController().signal);
  release();
  await free;
  await held(name);
});

test.each([
  ['what it is not asked for', '1\x1b[31m\n::error::x\n'],
  ['a pid without a proof', `${process.pid}\n`],
  ['a proof of its own', `${process.pid} ${'0'.repeat(64)}\n`],
  ['nothing', null],
  ['more than any answer is long', 'A'.repeat(100_000)],
])('whoever says %s keeps nobody waiting, and ours still exclude each other', async (_, says) => {
  const name = newName();
  await stranger(name, says);
  const { release, takenByOthers } = await held(name);
  expect(takenByOthers).toBe(true);
  expect((await holdName(name, key)).kind).toBe('ours');
  release();
  await held(name);
});

test('one of another user is somebody else', async () => {
  const name = newName();
  await held(name, randomBytes(32));
  expect(await held(name)).toMatchObject({ takenByOthers: true });
});

test('without a key nobody is known: a name that is taken is left alone', async () => {
  const name = newName();
  await held(name, null);
  expect(await holdName(name, null)).toEqual({ kind: 'taken' });
});

test('of many that begin at once, also where the name is taken, one holds it at a time', async () => {
  const name = newName();
  await stranger(name, 'no\n'.repeat(100));
  let holding = 0;
  let most = 0;
  const one = async (): Promise<void> => {
    for (;;) {
      const hold = await holdName(name, key);
      if (hold.kind === 'ours') await hold.free(new AbortController().signal);
      if (hold.kind !== 'held') continue;
      most = Math.max(most, ++holding);
      await new Promise((resolve) => setTimeout(resolve, 5));
      holding--;
      return hold.release();
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  expect(most).toBe(1);
});
