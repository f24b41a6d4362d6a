import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arrivals } from '../../load/arrivals.ts';
import { ARRIVALS, type ArrivalsPlan } from '../../load/arrivals-plan.ts';

const step = fc.record({
  durationUs: fc.integer({ min: 1, max: 1e7 }),
  perSecond: fc.double({ min: 0.1, max: 1e5, noNaN: true }),
});
const plans: fc.Arbitrary<ArrivalsPlan> = fc.record({
  steps: fc
    .tuple(step)
    .chain(([first]) => fc.array(step, { maxLength: 4 }).map((rest) => [first, ...rest] as const)),
  random: fc.constantFrom(null, ...ARRIVALS),
  seed: fc.nat(1000),
});
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const steady = (perSecond: number, random: ArrivalsPlan['random'], seed = 1): Arrivals =>
  new Arrivals({ steps: [{ durationUs: 1, perSecond }], random, seed });

test('steps of rate: each lasts as long as it says, and the last goes on', () => {
  const arrivals = new Arrivals({
    steps: [
      { durationUs: 2e6, perSecond: 2 },
      { durationUs: 1e6, perSecond: 4 },
    ],
    random: null,
    seed: 1,
  });
  const dueS = all(10).map((n) => arrivals.dueUs(n) / 1e6);
  expect(dueS).toEqual([0, 0.5, 1, 1.5, 2, 2.25, 2.5, 2.75, 3, 3.25]);
  expect(arrivals.firstAt(2e6)).toBe(4);
});

test('messages are due in the order of their numbers, and the same for whoever asks, in any order', () => {
  fc.assert(
    fc.property(plans, fc.array(fc.nat(1000), { maxLength: 30 }), (plan, asked) => {
      const [one, other] = [new Arrivals(plan), new Arrivals(plan)];
      const due = all(1001).map((n) => one.dueUs(n));
      expect(due).toEqual(due.toSorted((a, b) => a - b));
      expect(asked.map((n) => other.dueUs(n))).toEqual(asked.map((n) => due[n]));
    }),
  );
});

test('how many are due before a moment is what a count says', () => {
  fc.assert(
    fc.property(plans, fc.nat(500), fc.integer({ min: -1, max: 1 }), (plan, n, beside) => {
      const arrivals = new Arrivals(plan);
      const us = arrivals.dueUs(n) + beside;
      const before = all(1000).filter((m) => arrivals.dueUs(m) < us).length;
      if (before < 1000) expect(new Arrivals(plan).firstAt(us)).toBe(before);
    }),
  );
});

describe('at random moments, the rate is kept', () => {
  test('jittered: one message in each interval', () => {
    const arrivals = steady(1000, 'jittered');
    for (const n of all(5000)) expect(Math.floor(arrivals.dueUs(n) / 1000)).toBe(n);
  });

  test('Poisson: the counts of equal spans vary as much as they are large', () => {
    const arrivals = steady(1000, 'poisson');
    const counts = all(2000).map(
      (second) => arrivals.firstAt((second + 1) * 1e5) - arrivals.firstAt(second * 1e5),
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    // 2,000 spans of 100 expected messages: four standard errors.
    expect(Math.abs(mean - 100)).toBeLessThan(0.9);
    expect(variance / mean).toBeGreaterThan(0.87);
    expect(variance / mean).toBeLessThan(1.13);
  });

  test('another seed gives other moments', () => {
    expect(steady(10, 'poisson', 2).dueUs(7)).not.toBe(steady(10, 'poisson', 3).dueUs(7));
  });
});
