import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentOf, ratioInterval, ratioOf } from '../../statistics/ratio.ts';

test('a change is a ratio; nothing to nothing is none, and nothing to something is beyond any', () => {
  expect(ratioOf(4, 5)).toBe(1.25);
  expect(ratioOf(0, 0)).toBe(1);
  expect(ratioOf(5, 0)).toBe(0);
  expect(ratioOf(0, 5)).toBe(Number.POSITIVE_INFINITY);
});

test('a ratio is a percentage of change, unless it has no bound', () => {
  expect(percentOf(1.25)).toBe(25);
  expect(percentOf(0.75)).toBe(-25);
  expect(percentOf(ratioOf(0, 5))).toBeNull();
});

describe('the interval of the ratio', () => {
  test('of five runs an arm reaches from the third smallest ratio of two runs to the third largest', () => {
    // exp() of the interval that wilcox.test(log(head), log(base), conf.int = TRUE) of R gives.
    expect(ratioInterval([7, 2, 5, 1, 3], [13, 23, 11, 19, 17])).toEqual({ low: 11 / 5, high: 17 });
  });

  const run = fc.integer({ min: 1, max: 1000 });
  const arm = fc.array(run, { minLength: 5, maxLength: 8 });

  test('scales with head, and turns into its inverse when the arms are turned round', () => {
    fc.assert(
      fc.property(arm, arm, (base, head) => {
        const { low, high } = ratioInterval(base, head)!;
        expect(low).toBeLessThanOrEqual(high);
        expect(
          ratioInterval(
            base,
            head.map((value) => 4 * value),
          ),
        ).toEqual({ low: 4 * low, high: 4 * high });
        const turned = ratioInterval(head, base)!;
        expect(turned.low).toBeCloseTo(1 / high, 12);
        expect(turned.high).toBeCloseTo(1 / low, 12);
      }),
      { numRuns: 40 },
    );
  });

  test('takes zeros as they are', () => {
    expect(ratioInterval([0, 0, 0, 0, 0], [0, 0, 0, 0, 0])).toEqual({ low: 1, high: 1 });
    expect(ratioInterval([2, 2, 2, 2, 2], [0, 0, 0, 0, 0])).toEqual({ low: 0, high: 0 });
  });

  test('is not known of three runs an arm, of an arm without any, or of values below zero', () => {
    const five = [1, 2, 3, 4, 5];
    expect(ratioInterval([1, 2, 3], [4, 5, 6])).toBeNull();
    expect(ratioInterval([], five)).toBeNull();
    expect(ratioInterval(five, [])).toBeNull();
    expect(ratioInterval([], Array(60).fill(1))).toBeNull();
    expect(ratioInterval(Array(60).fill(1), [])).toBeNull();
    expect(ratioInterval([-1, 2, 3, 4, 5], five)).toBeNull();
    expect(ratioInterval(five, [1, 2, 3, 4, -5])).toBeNull();
  });
});
