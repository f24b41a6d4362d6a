import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intersection, type Ranges, sizeOf, union, without } from '../../load/ranges.ts';

const LIMIT = 30;
const sets = fc.uniqueArray(fc.nat(LIMIT - 1)).map((numbers) => new Set(numbers));

function rangesOf(set: ReadonlySet<number>): number[] {
  let ranges: number[] = [];
  for (const number of [...set].sort((a, b) => a - b)) ranges = union(ranges, [number, number + 1]);
  return ranges;
}

function setOf(ranges: Ranges): Set<number> {
  const set = new Set<number>();
  for (let i = 0; i < ranges.length; i += 2) for (let n = ranges[i]!; n < ranges[i + 1]!; n++) set.add(n);
  return set;
}

const sorted = (set: Iterable<number>): number[] => [...set].sort((a, b) => a - b);

test('union, intersection, difference and size agree with sets', () => {
  fc.assert(
    fc.property(sets, sets, fc.nat(LIMIT), fc.nat(LIMIT), (a, b, from, to) => {
      expect(sorted(setOf(union(rangesOf(a), rangesOf(b))))).toEqual(sorted(new Set([...a, ...b])));
      expect(sorted(setOf(intersection(rangesOf(a), rangesOf(b))))).toEqual(
        sorted([...a].filter((n) => b.has(n))),
      );
      const left = Array.from({ length: LIMIT }, (_, n) => n).filter((n) => n >= from && n < to && !a.has(n));
      expect(sorted(setOf(without(from, to, rangesOf(a))))).toEqual(left);
      expect(sizeOf(rangesOf(a))).toBe(a.size);
    }),
  );
});

test('adjacent ranges join', () => {
  expect(union([0, 2, 4, 6], [2, 4])).toEqual([0, 6]);
});
