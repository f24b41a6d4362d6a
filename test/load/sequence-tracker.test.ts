import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SequenceTracker } from '../../load/sequence-tracker.ts';

test('a tracker counts duplicates and reorderings as RFC 4737 and a model do, and keeps and counts no gap that is filled', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 100 }), (arrivals) => {
      const tracker = new SequenceTracker();
      const seen = new Set<number>();
      const counts = { 'in order': 0, reordered: 0, duplicated: 0 };
      let next = 0;
      for (const sequence of arrivals) {
        const expected = seen.has(sequence) ? 'duplicated' : sequence < next ? 'reordered' : 'in order';
        expect(tracker.record(sequence)).toBe(expected);
        counts[expected]++;
        seen.add(sequence);
        next = Math.max(next, sequence + 1);
      }
      expect(tracker).toMatchObject({ reordered: counts.reordered, duplicated: counts.duplicated });
      expect(tracker.missing).toBe(next - seen.size);
      const edges = Array.from({ length: next + 1 }, (_, n) => n);
      expect(tracker.received).toEqual(edges.filter((n) => seen.has(n) !== seen.has(n - 1)));
    }),
  );
});
