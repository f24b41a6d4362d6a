import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SecondHistogram } from '../../load/second-histogram.ts';

test('percentiles are within 1 % of the true ones, also after sending and merging', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 200 }),
      (values) => {
        const parts = [new SecondHistogram(), new SecondHistogram()];
        values.forEach((value, i) => {
          parts[i % 2]!.record(value);
        });
        const merged = new SecondHistogram();
        for (const part of parts) merged.add(part.take());
        const sorted = [...values].sort((a, b) => a - b);
        for (const percent of [1, 50, 99, 100]) {
          const exact = sorted[Math.ceil((values.length * percent) / 100) - 1]!;
          expect(Math.abs(merged.percentileUs(percent)! - exact)).toBeLessThanOrEqual(exact / 100 + 0.5);
        }
      },
    ),
  );
});

test('taking empties it', () => {
  const histogram = new SecondHistogram();
  histogram.record(1000);
  expect(histogram.take()).toHaveLength(2);
  expect(histogram.take()).toEqual([]);
  expect(histogram.percentileUs(99)).toBeNull();
});
