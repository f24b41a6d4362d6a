/** A run that was cut off, and what another run can go on with. Pure. */
import type { AnyCell, SavedCell } from './cell.ts';
import { type CellIdentity, cellKey } from './cell-identity.ts';
import type { AnyResults } from './results.ts';
import type { AnyRunResult, Protocol } from './runs.ts';

export interface KeptCell {
  /** The kinds of load in whose results it stands. */
  readonly protocols: readonly Protocol[];
  readonly cell: AnyCell;
}

/** What the results of a run that goes on begin with. */
export interface CutOffRun {
  /** ISO 8601. */
  readonly startedAt: string;
  /** How long it went on. */
  readonly elapsedMs: number;
  /** By the key of the cell, in the order of the tests. */
  readonly kept: ReadonlyMap<string, KeptCell>;
  /** The keys of all tests of the run that goes on, in their order. */
  readonly order: readonly string[];
  /** The kinds of load whose results have no test that the run that goes on has not. */
  readonly continued: readonly Protocol[];
}

/** Another run takes it over: it was measured to its end and judged, or is a search with trials that were. */
export function isKept({ verdict, capacity, runs }: SavedCell): boolean {
  if (capacity) return capacity.trials.some((trial) => trial.verdict !== 'invalid');
  return verdict !== 'invalid' && !runs.some(({ result }) => wasInterrupted(result));
}

/** All of it was measured and judged: there is nothing to add. */
export const isComplete = (cell: SavedCell): boolean =>
  cell.verdict !== 'invalid' && isKept(cell) && cell.capacity?.stop !== 'interrupted';

const wasInterrupted = (run: AnyRunResult): boolean =>
  run.status === 'measured' ? run.interrupted !== undefined : run.cause === 'interrupted';

/** `earlier`: results of one run, a kind of load each. `tests`: those of the run that goes on, in their order. */
export function cutOffRun(earlier: readonly AnyResults[], tests: readonly CellIdentity[]): CutOffRun {
  const order = tests.map(cellKey);
  const asked = new Set(order);
  const found = new Map<string, KeptCell>();
  for (const { protocol, cells } of earlier) {
    for (const cell of cells as readonly AnyCell[]) {
      const key = cellKey(cell);
      if (!asked.has(key) || !isKept(cell)) continue;
      found.set(key, { protocols: [...(found.get(key)?.protocols ?? []), protocol], cell });
    }
  }
  const [startedAt = ''] = earlier.map((run) => run.startedAt).sort();
  return {
    startedAt,
    elapsedMs: Math.max(0, ...earlier.map(elapsedMs)),
    kept: new Map(order.flatMap((key) => (found.has(key) ? [[key, found.get(key)!] as const] : []))),
    order,
    continued: earlier.flatMap(({ protocol, cells }) =>
      (cells as readonly AnyCell[]).every((cell) => asked.has(cellKey(cell))) ? protocol : [],
    ),
  };
}

/** A run that was killed has no duration of its own. */
const elapsedMs = ({ durationMs, cells }: AnyResults): number =>
  durationMs ?? (cells as readonly AnyCell[]).reduce((sum, cell) => sum + cell.durationMs, 0);
