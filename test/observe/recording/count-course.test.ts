import { expect, test } from 'vitest';
import { CountCourse } from '../../../observe/recording/count-course.ts';

test('what grew is told between the readings nearest to two times, for those that were read twice', () => {
  const course = new CountCourse(2);
  course.add(0, new Map([['a', [10, 1]]]));
  course.add(
    1000,
    new Map([
      ['a', [20, 2]],
      ['b', [5, 5]],
    ]),
  );
  course.add(
    2000,
    new Map([
      ['b', [9, 5]],
      ['c', [1, 1]],
    ]),
  );
  expect([...course.between(-50, 1900)]).toEqual([
    ['a', { elapsedMs: 1000, counts: [10, 1] }],
    ['b', { elapsedMs: 1000, counts: [4, 0] }],
  ]);
  expect([...course.between(900, 1100)]).toEqual([['b', { elapsedMs: 1000, counts: [4, 0] }]]);
  expect([...course.between(2000, 3000)]).toEqual([]);
});
