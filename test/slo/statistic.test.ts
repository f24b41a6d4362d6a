import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Histogram, newHistogram } from '../../load/histogram.ts';
import { countUpTo, leastMs, statisticMs } from '../../slo/statistic.ts';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = newHistogram();
  for (const us of values) histogram.recordValue(us);
  return histogram;
}

/** Microseconds that the histogram keeps as they are. */
const known = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 30 });
/** As many more as make twenty, or a multiple of it: then each percentile is one of the values. */
const moreThan = (n: number, twenties: number): number => 20 * twenties - (n % 20);

describe('with values that are not known', () => {
  test.each(['p50', 'p90', 'p95', 'max', 'mean', 'min'] as const)(
    'the least that %s can be is what it is where they are all nothing',
    (statistic) => {
      fc.assert(
        fc.property(known, fc.integer({ min: 1, max: 3 }), (values, twenties) => {
          const more = moreThan(values.length, twenties);
          const completed = histogramOf([...values, ...new Array<number>(more).fill(0)]);
          const least = leastMs(histogramOf(values), statistic, more);
          expect(Math.abs(least - statisticMs(completed, statistic))).toBeLessThanOrEqual(0.001);
        }),
        { numRuns: 50 },
      );
    },
  );
});

test('values up to a time are counted, those at it too', () => {
  fc.assert(
    fc.property(known, fc.constantFrom(0.5, 1, 1.5), (values, ms) => {
      expect(countUpTo(histogramOf([...values, 1000]), ms)).toBe(
        [...values, 1000].filter((us) => us <= ms * 1000).length,
      );
    }),
    { numRuns: 50 },
  );
  expect(countUpTo(newHistogram(), 1)).toBe(0);
});
