/** Whether two cells were put under one load, whatever number each search of it began at. Pure. */
import { isSearch, type Searched } from '../reporters/sweeps/search-as-sweep.ts';
import type { SavedCell } from '../saved/cell.ts';

/** Of a search at one load: the numbers and words of its plan, by their place in it. */
interface PlanAt {
  readonly load: number;
  readonly leaves: ReadonlyMap<string, unknown>;
}

/** Whether the plans differ by more than the load that the searches raise. */
export function differentLoad(one: SavedCell, other: SavedCell): boolean {
  if (!isSearch(one) || !isSearch(other)) return one.planHash !== other.planHash;
  // That of the first trial, of which the load is a part.
  if (one.capacity.from === other.capacity.from) return one.planHash !== other.planHash;
  const [ours, theirs] = [plansOf(one), plansOf(other)];
  const [a, b] = [ours[0], theirs[0]];
  if (!a || !b) return true;
  const places = new Set([...a.leaves.keys(), ...b.leaves.keys()]);
  return [...places].some((place) => {
    // A search that raises it says that it belongs to the load; what stays as it is in both may not be changed between them.
    const isRaised = [ours, theirs].some(
      (plans) => new Set(plans.map((at) => at.leaves.get(place))).size > 1,
    );
    if (!isRaised) return a.leaves.get(place) !== b.leaves.get(place);
    return ![1, -1].some((power) => isOneLaw(place, [...ours, ...theirs], power));
  });
}

function plansOf({ capacity, runs }: Searched): readonly PlanAt[] {
  return capacity.trials.flatMap(({ load, run }) => {
    const saved = run === null ? undefined : runs[run];
    if (!saved) return [];
    const { target: _, ...plan } = saved.result.plan;
    return { load, leaves: new Map(leavesOf(plan, '')) };
  });
}

function leavesOf(value: unknown, place: string): [string, unknown][] {
  if (value === null || typeof value !== 'object') return [[place, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${place}/${key}`));
}

/** Whether the value grows with the load (`power` 1), or shrinks as it grows (-1), the same in all; counts are rounded. */
function isOneLaw(place: string, plans: readonly PlanAt[], power: number): boolean {
  const points = plans.map(({ load, leaves }) => ({ load: load ** power, value: leaves.get(place) }));
  const [first] = points;
  return points.every(
    ({ load, value }) =>
      typeof value === 'number' &&
      typeof first?.value === 'number' &&
      Math.abs(value - (first.value * load) / first.load) <= 1 + load / first.load,
  );
}
