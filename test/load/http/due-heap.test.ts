import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueHeap } from '../../../load/http/due-heap.ts';

test('users come from the heap in the order they are due', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 300 }), (times) => {
      const heap = new DueHeap();
      times.forEach((timeUs, user) => {
        heap.push(user, timeUs);
      });
      const order = times.map(() => [heap.nextUs, times[heap.pop()]]);
      expect(order.map(([nextUs]) => nextUs)).toEqual([...times].sort((a, b) => a - b));
      for (const [nextUs, timeUs] of order) expect(timeUs).toBe(nextUs);
      expect(heap.nextUs).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});
