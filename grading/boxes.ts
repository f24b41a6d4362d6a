/** The boxes of a grade that a person fills in, and what stood in them before. Pure. */
import { blocksOf, sectionOf, tablesOf } from './markdown-document.ts';

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
