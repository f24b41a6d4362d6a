import { afterEach, expect, test, vi } from 'vitest';
import { takeRound } from '../../bench/turns.ts';

const exitCode = process.exitCode;
afterEach(() => {
  process.exitCode = exitCode;
});

async function orderOf(contenders: readonly { name: string; mayFail?: boolean }[], round: number) {
  const order: string[] = [];
  await takeRound(contenders, { round, rounds: 3, title: 'requests' }, async ({ name }) => {
    if (name === 'broken') throw new Error('no broker');
    order.push(name);
  });
  return order;
}

test('each round begins with another contender', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const contenders = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  expect(await orderOf(contenders, 1)).toEqual(['a', 'b', 'c']);
  expect(await orderOf(contenders, 2)).toEqual(['b', 'c', 'a']);
});

test('a turn that fails is told, the others are taken, and the exit code is 1 unless it may fail', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  expect(await orderOf([{ name: 'broken', mayFail: true }, { name: 'b' }], 1)).toEqual(['b']);
  expect(process.exitCode).toBe(exitCode);
  expect(await orderOf([{ name: 'broken' }, { name: 'b' }], 1)).toEqual(['b']);
  expect(process.exitCode).toBe(1);
  expect(told).toHaveBeenCalledWith('left out: no broker');
});
