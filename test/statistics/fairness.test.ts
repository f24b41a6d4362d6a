import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fairnessOf } from '../../statistics/fairness.ts';

test.each([
  [[7, 7, 7], 1],
  [[0, 12, 0, 0], 1 / 4],
  [[1, 1, 0, 0], 1 / 2],
  [[1, 3], 4 / 5],
  [[5], 1],
])('what %j got is fair by %d', (amounts, index) => {
  expect(fairnessOf(amounts)).toBeCloseTo(index, 12);
});

test('where nobody got anything, nothing is said', () => {
  expect(fairnessOf([0, 0])).toBeNull();
  expect(fairnessOf([])).toBeNull();
});

test('the index lies between 1/n and 1, and neither order nor unit changes it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1 }), fc.integer({ min: 1, max: 1000 }), (some, unit) => {
      const amounts = [1, ...some];
      const index = fairnessOf(amounts)!;
      expect(index).toBeGreaterThanOrEqual(1 / amounts.length - 1e-12);
      expect(index).toBeLessThanOrEqual(1 + 1e-12);
      expect(fairnessOf(amounts.toReversed().map((amount) => amount * unit))).toBeCloseTo(index, 9);
    }),
  );
});
