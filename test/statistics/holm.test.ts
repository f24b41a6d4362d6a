import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from '../../statistics/holm.ts';

test('each p is multiplied by how many are left, and none comes below the one before', () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") of R.
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12)));
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test('adjusting never lowers a p, and keeps their order', () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(p, { maxLength: 12 }), (ps) => {
      const adjusted = holm(ps);
      adjusted.forEach((value, index) => {
        expect(value).toBeGreaterThanOrEqual(ps[index]!);
        expect(value).toBeLessThanOrEqual(1);
        adjusted.forEach((other, at) => {
          if (ps[index]! < ps[at]!) expect(value).toBeLessThanOrEqual(other);
        });
      });
    }),
  );
});
