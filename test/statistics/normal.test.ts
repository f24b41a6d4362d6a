import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../statistics/normal.ts';

// pnorm of R.
test.each([
  [0, 0.5],
  [-0.5, 0.308537538725987],
  [-1.959963984540054, 0.025],
  [-2.9, 0.00186581330038404],
  [-3.1, 0.000967603213218358],
  [-5, 2.86651571879194e-7],
  [-8, 6.22096057427178e-16],
  [-20, 2.75362411860623e-89],
])('the lower tail at %d has twelve right digits', (z, p) => {
  expect(normalCdf(z) / p).toBeCloseTo(1, 11);
});

test('the upper tail is the rest', () => {
  expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 12);
  expect(normalCdf(4)).toBeCloseTo(1 - normalCdf(-4), 15);
});

test('the quantile is what the distribution turns into its share', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.95996398454005, 12);
  expect(normalQuantile(1e-10)).toBeCloseTo(-6.36134090240406, 11);
  fc.assert(
    fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (z) => {
      expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 6);
    }),
  );
});
