/** Searches of one test with differently configured targets: what the change gained. Pure. */
import type { CapacityResult } from '../../saved/capacity.ts';
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { isSearch, type Searched } from './search-as-sweep.ts';

interface Side {
  /** What the target is called where the tests differ: `nominal`. */
  readonly name: string;
  readonly answer: CapacityResult;
}

export interface Improvement {
  readonly title: string;
  readonly before: Side;
  readonly after: Side;
  readonly changed: string;
}

/** The first search of a test against each later one whose target is set up differently. */
export function improvementsOf({ cells }: SavedResults): Improvement[] {
  const searches = cells.filter(isSearch);
  const byTest = Map.groupBy(searches, ({ suite, title }) => `${suite}\n${lastPart(title)}`);
  return [...byTest.values()].flatMap(([first, ...others]) =>
    others.flatMap((other): Improvement[] =>
      first === undefined || sameTarget(first, other)
        ? []
        : [
            {
              title: lastPart(first.title),
              before: { name: nameOf(first), answer: first.capacity },
              after: { name: nameOf(other), answer: other.capacity },
              changed: changedText(first, other),
            },
          ],
    ),
  );
}

/** Bounds of the ratio of the capacities; null when either search found no load that holds. */
export function gainOf({ before, after }: Improvement): { atLeast: number; atMost: number | null } | null {
  const [one, other] = [before.answer, after.answer];
  if (!('lower' in one) || !('lower' in other)) return null;
  return {
    atLeast: 'upper' in one ? other.lower / one.upper : 0,
    atMost: 'upper' in other ? other.upper / one.lower : null,
  };
}

const lastPart = (title: string): string => title.split(' > ').at(-1) ?? title;

/** What stands before the test's own name, else the target's label. */
const nameOf = ({ title, target }: Searched): string => {
  const before = title.split(' > ').slice(0, -1).join(' > ');
  return before || target?.label || title;
};

const setUp = ({ target }: SavedCell): string =>
  JSON.stringify([target?.configuration, target?.image, target?.quota]);
const sameTarget = (one: SavedCell, other: SavedCell): boolean => setUp(one) === setUp(other);

const changedText = (one: SavedCell, other: SavedCell): string =>
  `${setUpText(one)} became ${setUpText(other)}`;

const setUpText = ({ target }: SavedCell): string =>
  [target?.label ?? 'an unknown target', target?.quota].filter(Boolean).join(', ');
