import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intersection, sizeOf, union, without } from '../../load/ranges.ts';

const LIMIT = 30;
const sets = fc.uniqueArray(fc.nat(LIMIT - 1)).map((numbers) => new Set(numbers));

/** The one way to write a set: ascending ranges, none empty, none beside the next. */
function rangesOf(set: ReadonlySet<number>): number[] {
  const edges: number[] = [];
  for (let n = 0; n <= LIMIT; n++) if (set.has(n) !== set.has(n - 1)) edges.push(n);
  return edges;
}

const numbers = (keep: (n: number) => boolean): Set<number> =>
  new Set(Array.from({ length: LIMIT }, (_, n) => n).filter(keep));

test('union, intersection, difference and size agree with sets, each set written in one way', () => {
  fc.assert(
    fc.property(sets, sets, fc.nat(LIMIT), fc.nat(LIMIT), (a, b, from, to) => {
      expect(union(rangesOf(a), rangesOf(b))).toEqual(rangesOf(numbers((n) => a.has(n) || b.has(n))));
      expect(intersection(rangesOf(a), rangesOf(b))).toEqual(rangesOf(numbers((n) => a.has(n) && b.has(n))));
      expect(without(from, to, rangesOf(a))).toEqual(
        rangesOf(numbers((n) => n >= from && n < to && !a.has(n))),
      );
      expect(sizeOf(rangesOf(a))).toBe(a.size);
    }),
  );
});

test('adjacent ranges join', () => {
  expect(union([0, 2, 4, 6], [2, 4])).toEqual([0, 6]);
});
