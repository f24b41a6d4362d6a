/** What a search has found, whatever its own test asked of it. Pure. */
import { isAnswerMetric } from '../metrics/answer.ts';
import { capacityText, loadOf, stopText } from '../reporters/capacity-text.ts';
import { isSearch, type Searched } from '../reporters/sweeps/search-as-sweep.ts';
import type { CapacityResult } from '../saved/capacity.ts';
import type { SavedCell } from '../saved/cell.ts';

/** What is known of a value; a single figure is both ends. */
export interface Interval {
  readonly atLeast: number;
  /** Null: no bound was found. */
  readonly atMost: number | null;
}

/** What a search says for certain of how much its target bears; or why nothing. */
export function capacityInterval({ capacity }: Searched): Interval | { readonly problem: string } {
  const interval = intervalOf(capacity);
  const { confirmed, stop } = capacity;
  if (interval === null) return { problem: `its search found no answer (${stopText(stop)})` };
  if (confirmed === false && interval.atLeast > 0) {
    const text = `capacity ${capacityText(capacity)}`;
    return { problem: `${text}, not judged: the lower bound was not held for long (${stopText(stop)})` };
  }
  return interval;
}

function intervalOf(answer: CapacityResult): Interval | null {
  switch (answer.bounds) {
    case 'between':
      return { atLeast: answer.lower, atMost: answer.upper };
    case 'at least':
      return { atLeast: answer.lower, atMost: null };
    case 'below':
      return { atLeast: 0, atMost: answer.upper };
    case 'unknown':
      return null;
  }
}

/** Whether a bound of a rubric is one on the answer of a search: then what was measured decides, not the floor that the test asks for. */
export const isOnAnswer = (cell: SavedCell, metric: string): cell is Searched =>
  isSearch(cell) && isAnswerMetric(metric);

/** What was found against what a rubric requires of it, in words; `ok`: it is enough. */
export function measuredAgainst(
  cell: Searched,
  metric: string,
  required: string,
): { readonly ok: boolean; readonly message: string } {
  const { capacity } = cell;
  const not = (why: string) => ({ ok: false, message: `${why}; ${metric} ${required} is required` });
  const floor = floorIn(required);
  if (floor === null)
    return not('only a bound like ">= 100 users" can be checked against the answer of a search');
  const interval = capacityInterval(cell);
  if ('problem' in interval) return not(interval.problem);
  const rate = metric === 'capacity.delivered';
  if (metric === 'capacity.upper')
    return not('an upper bound says which load is too high, and earns no points');
  if (!rate && written(required) !== written(`>= ${loadOf(capacity, floor)}`)) {
    return not(`the search counts ${loadOf(capacity, floor)}`);
  }
  const sure = rate ? deliveredIn(capacity) : interval.atLeast;
  const found = rate ? `${sure ?? 'nothing'}/s delivered` : capacityText(capacity);
  return { ok: sure !== null && sure >= floor, message: `${metric} ${found}, required ${required}` };
}

const deliveredIn = (answer: CapacityResult): number | null =>
  'lower' in answer ? answer.deliveredPerSecond : null;

/** Of `>= 1,000 users`. */
function floorIn(required: string): number | null {
  const [, number] = /^\s*>=\s*(\d[\d,]*(?:\.\d+)?)(?![\d.])/.exec(required) ?? [];
  return number === undefined ? null : Number(number.replaceAll(',', ''));
}

/** A load as it is compared: `>= 1,000 users` and `>=1000 users` are one. */
const written = (bound: string): string => bound.replace(/[\s,]/g, '').toLowerCase();
