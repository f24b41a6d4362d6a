import { expect, test } from 'vitest';
import { median, quantile } from '../../statistics/quartiles.ts';

// quantile(c(2, 4, 8, 16), share) of R.
test.each([
  [0, 2],
  [0.25, 3.5],
  [0.5, 6],
  [0.75, 10],
  [0.9, 13.6],
  [1, 16],
])('the quantile at %d lies between the values beside it, as in R', (share, expected) => {
  expect(quantile([16, 2, 8, 4], share)).toBeCloseTo(expected, 12);
});

test('the median is the middle value, or half-way between the two in the middle', () => {
  expect(median([10, 9, 100])).toBe(10);
  expect(median([10, 9, 100, 20])).toBe(15);
  expect(median([7])).toBe(7);
});

test('values that have no bound have a median, and their order in the list does not matter', () => {
  const beyond = Number.POSITIVE_INFINITY;
  expect(median([beyond, beyond, 1, beyond])).toBe(beyond);
  const values = [3, 1, 2];
  expect(median(values)).toBe(2);
  expect(values).toEqual([3, 1, 2]);
});

test('nothing has no quantile', () => expect(median([])).toBeNaN());
