import { expect, test } from 'vitest';
import {
  decodeHistogram,
  encodeHistogram,
  mergeHistograms,
  newHistogram,
  record,
} from '../../load/histogram.ts';

test('what is encoded in parts and merged is what was recorded, to three digits', () => {
  const parts = [0, 1, 2].map((part) => {
    const histogram = newHistogram();
    for (let us = part; us < 30_000; us += 3) record(histogram, us);
    return decodeHistogram(encodeHistogram(histogram));
  });
  const merged = mergeHistograms(parts);
  expect(merged.totalCount).toBe(30_000);
  expect(merged.getValueAtPercentile(99) / 29_700).toBeCloseTo(1, 2);
});

test('a latency beyond the range counts as the bound, it is not dropped', () => {
  const histogram = newHistogram();
  record(histogram, 5 * 3600e6);
  record(histogram, -3);
  expect(histogram.totalCount).toBe(2);
  expect(histogram.maxValue / 3600e6).toBeCloseTo(1, 2);
});
