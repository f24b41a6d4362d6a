import { expect, test } from 'vitest';
import { noiseFloorPercent } from '../../../matrix/compare/noise-floor.ts';

test.each([
  ['delivery.p50', 5],
  ['load-2:devices/delivery.p99@storm', 5],
  ['delivery.p99.9', 10],
  ['devices/delivery.max@storm', 25],
])('the noise floor of %s is %d %%', (metric, percent) => {
  expect(noiseFloorPercent(metric)).toBe(percent);
});

/** Up by a tenth and down again, by an eleventh: eight changes. */
const RESTLESS = [10, 11, 10, 11, 10, 11, 10, 11, 10];

test('a past of eight changes widens it to three times their interquartile range', () => {
  expect(noiseFloorPercent('delivery.p50', [RESTLESS])).toBeCloseTo(3 * (10 + 100 / 11), 8);
  expect(noiseFloorPercent('delivery.p50', [RESTLESS.slice(1)])).toBe(5);
});

test('a calm past does not narrow it', () => {
  expect(noiseFloorPercent('delivery.max', [RESTLESS.map((value) => 100 + value / 100)])).toBe(25);
});

test('changes are between runs of the same subject, and those from nothing do not count', () => {
  const subjects = [RESTLESS.slice(0, 5), RESTLESS.slice(0, 5).map((value) => 7 * value)];
  expect(noiseFloorPercent('delivery.p50', subjects)).toBeCloseTo(3 * (10 + 100 / 11), 8);
  expect(noiseFloorPercent('delivery.p50', [[0, 0, 3, ...RESTLESS.slice(1)]])).not.toBeNaN();
  expect(noiseFloorPercent('lost', [[0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4]])).toBe(5);
});
