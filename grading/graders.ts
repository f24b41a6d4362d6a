/** The boxes of a grade that a person fills in, and what stood in them before. Pure. */

import { blocksOf, sectionOf, tablesOf } from './document.ts';
import type { GivenGrade } from './grade.ts';

/** An empty one. */
export const BOX = '____';

/** Heading of the section with the boxes. */
export const GRADERS = 'For the grader';

/** What was filled in, by criterion. */
export type Boxes = ReadonlyMap<string, string>;

export const NO_BOXES: Boxes = new Map();

/** From an earlier `grade.md`: the boxes alone; whatever else somebody wrote there is not taken over. */
export function boxesIn(markdown: string): Boxes {
  const found = sectionOf(blocksOf(markdown), new RegExp(`^${GRADERS}$`));
  return new Map(
    tablesOf(found?.blocks ?? []).flatMap(({ rows }) =>
      rows.flatMap(([id = '', points = '']) => (points === '' || points === BOX ? [] : [[id, points]])),
    ),
  );
}

/** Null where it is empty or holds no number from 0 to what it may. */
export function pointsIn(box: string, of: number): number | null {
  const points = Number(box || Number.NaN);
  return points >= 0 && points <= of ? points : null;
}

/** One line for each box that was filled in `file`: points that somebody wrote are neither added nor dropped in silence. */
export const boxNotes = ({ submission, criteria }: GivenGrade, boxes: Boxes, file: string): string[] =>
  [...boxes]
    .filter(([, box]) => box !== '')
    .map(([id, box]) => {
      const one = criteria.find((other) => other.id === id && other.by === 'grader');
      if (!one) {
        return `${submission}: "${box}" for ${id} in ${file} is dropped: the rubric leaves no ${id} to the grader`;
      }
      return one.points === null
        ? `${submission}: "${box}" for ${id} in ${file} is no number from 0 to ${one.of}; it does not count`
        : `${submission}: ${one.points} of ${one.of} for ${id} taken over from ${file}`;
    });
