/** The boxes of a grade that a person fills in, and what stood in them before. Pure. */
import { blocksOf, sectionOf, tablesOf } from './document.ts';
import type { CriterionGrade } from './grade.ts';

/** An empty one. */
export const BOX = '____';

/** Heading of the section with the boxes. */
export const GRADERS = 'For the grader';

/** What was filled in, by criterion. */
export type Given = ReadonlyMap<string, string>;

/** From an earlier `grade.md`; a grade made again loses nothing that somebody wrote. */
export function givenIn(markdown: string): Given {
  const found = sectionOf(
    { blocks: blocksOf(markdown), leadSomewhere: new Set() },
    new RegExp(`^${GRADERS}$`),
  );
  return new Map(
    tablesOf(found?.blocks ?? []).flatMap(({ rows }) =>
      rows.flatMap(([id = '', points = '']) => (points === '' || points === BOX ? [] : [[id, points]])),
    ),
  );
}

/** Sum of the boxes; null while one is empty or holds no number from 0 to what it may. */
export function graderSum(
  criteria: readonly Pick<CriterionGrade, 'id' | 'of'>[],
  given: Given,
): number | null {
  const points = criteria.map(({ id, of }) => {
    const value = Number(given.get(id) || Number.NaN);
    return value >= 0 && value <= of ? value : Number.NaN;
  });
  const sum = points.reduce((all, one) => all + one, 0);
  return Number.isNaN(sum) ? null : sum;
}
