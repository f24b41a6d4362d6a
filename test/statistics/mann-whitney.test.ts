import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundingRank, leastP, mannWhitney } from '../../statistics/mann-whitney.ts';
import { normalCdf } from '../../statistics/normal.ts';

/** p and u by dealing the values out in every way there is. */
function byDealing(first: readonly number[], second: readonly number[]): number {
  const all = [...first, ...second];
  const pairs = (a: readonly number[], b: readonly number[]): number =>
    a
      .flatMap((x) => b.map((y) => (y > x ? 1 : y === x ? 0.5 : 0)))
      .reduce<number>((sum, one) => sum + one, 0);
  const observed = pairs(first, second);
  let [below, above, ways] = [0, 0, 0];
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const b = all.filter((_, index) => mask & (1 << index));
    if (b.length !== second.length) continue;
    const u = pairs(
      all.filter((_, index) => !(mask & (1 << index))),
      b,
    );
    ways++;
    if (u <= observed) below++;
    if (u >= observed) above++;
  }
  return Math.min(1, (2 * Math.min(below, above)) / ways);
}

const AIRQUALITY = {
  may: [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37],
  august: [
    39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
  ],
};

describe('published figures', () => {
  test('permeability of the chorioamnion (Hollander and Wolfe 1973, p. 69): U 35 and 15, p 0.2544', () => {
    const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { u, p } = mannWhitney(early, atTerm);
    expect(u).toBe(35);
    expect(p).toBeCloseTo(0.2544, 4);
  });

  test('ages at onset of diabetes: p 1/9 exactly, 0.111347 by approximation', () => {
    const [males, females] = [
      [19, 22, 16, 29, 24],
      [20, 11, 17, 12],
    ];
    expect(mannWhitney(females!, males!)).toEqual({ u: 17, p: expect.closeTo(1 / 9, 10) });
    expect(mannWhitney(females!, males!, 0).p).toBeCloseTo(0.111347, 6);
  });

  test('ozone in May and August, with ties: W 127.5, p 0.0001208 by approximation', () => {
    const { u, p } = mannWhitney(AIRQUALITY.august, AIRQUALITY.may);
    expect(u).toBe(127.5);
    expect(p).toBeCloseTo(0.0001208, 7);
  });

  test.each([
    [3, 0.1],
    [4, 1 / 35],
    [5, 1 / 126],
    [6, 1 / 462],
  ])('%d against %d that do not overlap', (n, p) => {
    expect(leastP(n, n)).toBeCloseTo(p, 12);
  });
});

const few = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 });

test('p is that of every way of dealing the values out, ties or none', () => {
  fc.assert(
    fc.property(few, few, (first, second) => {
      expect(mannWhitney(first, second).p).toBeCloseTo(byDealing(first, second), 10);
    }),
    { numRuns: 60 },
  );
});

test('turning the samples round changes nothing but u', () => {
  fc.assert(
    fc.property(few, few, (first, second) => {
      const [one, other] = [mannWhitney(first, second), mannWhitney(second, first)];
      expect(one.p).toBeCloseTo(other.p, 12);
      expect(one.u + other.u).toBe(first.length * second.length);
    }),
  );
});

test('the approximation comes close to the count where there are many', () => {
  const first = Array.from({ length: 25 }, (_, i) => (i * 7) % 25);
  const second = Array.from({ length: 25 }, (_, i) => 4 + ((i * 11) % 25));
  expect(mannWhitney(first, second, 0).p).toBeCloseTo(mannWhitney(first, second).p, 2);
});

test('the approximation takes the variance of values of two kinds from drawing without putting back', () => {
  // Hypergeometric: four of eight drawn, four of them ones, so that u has the standard deviation 4 * sqrt(4 / 7).
  const { u, p } = mannWhitney([0, 0, 0, 1], [0, 1, 1, 1], 0);
  expect(u).toBe(12);
  expect(p).toBeCloseTo(2 * normalCdf(-(12 - 8 - 0.5) / (4 * Math.sqrt(4 / 7))), 12);
});

test('up to fifty values in all are counted', () => {
  const ways = Array.from({ length: 25 }, (_, k) => (26 + k) / (1 + k)).reduce((all, one) => all * one, 1);
  expect(leastP(25, 25) * ways).toBeCloseTo(2, 10);
});

test('nothing at all, or nothing but ties, tells nothing', () => {
  expect(mannWhitney([], [])).toEqual({ u: 0, p: 1 });
  expect(mannWhitney([], [1, 2])).toEqual({ u: 0, p: 1 });
  expect(mannWhitney([1, 2], [])).toEqual({ u: 0, p: 1 });
  expect(mannWhitney([], Array(60).fill(3))).toEqual({ u: 0, p: 1 });
  expect(mannWhitney([3, 3, 3], [3, 3]).p).toBe(1);
  expect(mannWhitney(new Array(40).fill(3), new Array(40).fill(3)).p).toBe(1);
});

describe('the interval takes the order statistics of', () => {
  // qwilcox(0.025, n, n) of R.
  test.each([
    [4, 1],
    [5, 3],
    [6, 6],
    [10, 24],
    [25, 212],
  ])('%d against as many: number %d from either end', (n, rank) => {
    expect(boundingRank(n, n, 0.95)).toBe(rank);
  });

  test('no interval has 95 % with three runs an arm', () => expect(boundingRank(3, 3, 0.95)).toBeNull());

  test('the confidence is reached when it is met exactly', () => expect(boundingRank(1, 3, 0.5)).toBe(1));

  test('the approximation goes on where the count ends, above fifty values', () => {
    // 2 * 49 / 2 - 1.96 * sqrt(2 * 49 * 52 / 12) = 8.6. The count would be 10.
    expect(boundingRank(2, 49, 0.95)).toBe(9);
    expect(boundingRank(26, 26, 0.95)).toBe(231);
  });
});
