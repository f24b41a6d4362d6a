/** Which objective is nearest to its bound while a load runs: for the eye, the judge decides at the end. Pure. */
import type { LiveFigures } from '../load/so-far.ts';
import { holds } from './bound.ts';
import type { Objective, SloPromise } from './promise.ts';

export interface Nearest {
  readonly metric: string;
  /** So far, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** As written. */
  readonly bound: string;
  readonly kept: boolean;
}

/**
 * Null where no objective has a figure yet. Bounds relative to a baseline are known at the end only; one like `= 0` is
 * either kept or broken, so it is near to nothing while it is kept.
 */
export function nearestOf(promises: readonly SloPromise[], figures: LiveFigures): Nearest | null {
  const standing = promises
    .flatMap(({ objectives }) => objectives)
    .flatMap((objective) => standingOf(objective, figures));
  const nearest = standing.reduce<Standing | null>(
    (least, one) => (least === null || one.room < least.room ? one : least),
    null,
  );
  return nearest?.shown ?? null;
}

interface Standing {
  /** Share of the way to the bound that is left: 1 = all of it, negative = beyond. */
  readonly room: number;
  readonly shown: Nearest;
}

function standingOf({ metric, bound, soft }: Objective, figures: LiveFigures): readonly Standing[] {
  const value = figures.value(metric);
  const { unit, dimension } = metric.definition;
  const offered = bound.ofOffered ? figures.offered(metric) : null;
  if (soft || value === null || bound.ofBaseline || (bound.ofOffered && offered === null)) return [];
  // A count grows to the end: until then only one that must stay low says anything.
  if (dimension === 'count' && !bound.ofOffered && bound.operator.startsWith('>')) return [];
  const limit = offered === null ? bound.limit : (offered * bound.limit) / 100;
  const most = offered ?? (dimension === 'percent' ? 100 : null);
  const kept = holds(bound.operator, value, limit);
  if (kept && bound.operator === '=') return [];
  const shown = { metric: metric.text, value, unit, bound: bound.text, kept };
  return [{ room: kept ? roomLeft(bound.operator, value, limit, most) : -overrun(value, limit), shown }];
}

/** `most`: the best there can be, of a figure that has one. */
function roomLeft(operator: string, value: number, limit: number, most: number | null): number {
  if (limit === 0) return 1;
  if (operator.startsWith('<')) return 1 - value / limit;
  return most === null || most <= limit ? 1 - limit / value : (value - limit) / (most - limit);
}

const overrun = (value: number, limit: number): number =>
  limit === 0 || value === 0 ? Number.POSITIVE_INFINITY : Math.max(value / limit, limit / value);
