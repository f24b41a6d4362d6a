import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mix, randomAt, shuffled } from '../../statistics/random.ts';

test('a seed gives the numbers that the finaliser of MurmurHash3 gives, in every version of tidemark', () => {
  // fmix32(1) = 0x514e28b7; each number takes one more golden ratio of 2 ** 32.
  const GOLDEN = 0x9e3779b9;
  for (const n of [0, 1, 2, 1000]) expect(mix(Math.imul(n + 1, GOLDEN) ^ 1, n)).toBe(0x514e28b7);
});

test('random numbers fill the interval evenly, for one user and across users', () => {
  for (const draw of [(n: number) => randomAt(1, 7, n), (n: number) => randomAt(1, n, 0)]) {
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 10_000; n++) tenths[Math.floor(draw(n) * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  }
});

test('a shuffled order has each position once, is the same for the same seed, and another for another seed', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(), (length, seed) => {
      const order = shuffled(length, seed);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      expect(shuffled(length, seed)).toEqual(order);
    }),
  );
  expect(shuffled(1000, 2)).not.toEqual(shuffled(1000, 1));
});

test('every order is as likely as any other', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const order = shuffled(3, seed).join();
    times.set(order, (times.get(order) ?? 0) + 1);
  }
  expect(times.size).toBe(6);
  for (const count of times.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
