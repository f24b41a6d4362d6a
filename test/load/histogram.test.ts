import fc from 'fast-check';
import { build } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { decodeHistogram, encodeHistogram, mergeHistograms } from '../../load/histogram.ts';
import { LatencyCounts } from '../../load/latency-counts.ts';

test('what is encoded in parts and merged is what was recorded, to three digits', () => {
  const parts = [0, 1, 2].map((part) => {
    const counts = new LatencyCounts();
    for (let us = part; us < 30_000; us += 3) counts.record(us);
    return decodeHistogram(encodeHistogram(counts.histogram()));
  });
  const merged = mergeHistograms(parts);
  expect(merged.totalCount).toBe(30_000);
  expect(merged.getValueAtPercentile(99) / 29_700).toBeCloseTo(1, 2);
});

test('a latency beyond the range counts as the bound, it is not dropped', () => {
  const counts = new LatencyCounts();
  counts.record(5 * 3600e6);
  counts.record(-3);
  const histogram = counts.histogram();
  expect(histogram.totalCount).toBe(2);
  expect(histogram.maxValue / 3600e6).toBeCloseTo(1, 2);
});

test('every latency is counted where an HdrHistogram counts it', () => {
  const library = build({ highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  const counts = new LatencyCounts();
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 31 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (power, part) => {
        const us = Math.round(2 ** power * (1 + part * 0.67));
        library.recordValue(us);
        counts.record(us);
      },
    ),
  );
  expect(encodeHistogram(counts.histogram())).toBe(encodeHistogram(library));
});
