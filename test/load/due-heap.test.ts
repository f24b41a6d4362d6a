import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueHeap } from '../../load/due-heap.ts';

const members = 20;
const times = fc.array(fc.tuple(fc.nat(members - 1), fc.nat(50)), { maxLength: 60 });

test('members are taken in the order of their times, the lowest first of those of one time', () => {
  fc.assert(
    fc.property(times, (set) => {
      const heap = new DueHeap(members);
      const due = new Map<number, number>();
      for (const [member, dueUs] of set) {
        heap.set(member, dueUs);
        due.set(member, dueUs);
      }
      const expected = [...due].sort(([a, at], [b, bt]) => at - bt || a - b);
      const taken: [number, number][] = [];
      while (heap.nextUs < Number.POSITIVE_INFINITY) {
        const dueUs = heap.nextUs;
        taken.push([heap.take(), dueUs]);
      }
      expect(taken).toEqual(expected);
    }),
  );
});

test('one that was taken may be set again', () => {
  const heap = new DueHeap(2);
  heap.set(0, 10);
  heap.set(1, 20);
  expect(heap.take()).toBe(0);
  heap.set(0, 30);
  expect([heap.take(), heap.take(), heap.nextUs]).toEqual([1, 0, Number.POSITIVE_INFINITY]);
});

test('nobody is due after a clear', () => {
  const heap = new DueHeap(2);
  heap.set(1, 5);
  heap.clear();
  expect(heap.nextUs).toBe(Number.POSITIVE_INFINITY);
  heap.set(1, 7);
  expect(heap.nextUs).toBe(7);
});
