/** The kinds of load that reports can tell of, by the protocol of their plans. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { Protocol } from '../../saved/runs.ts';
import type { Figures } from '../figures.ts';
import { http } from '../http/http.ts';
import type { Kind } from '../kind.ts';
import { mqtt } from '../mqtt/mqtt.ts';
import type { MeasuredCellRun } from '../rows.ts';

const KINDS: { readonly [P in Protocol]: Kind<P> } = { mqtt, http };

/** Of results, in the words that fit them; of a plan, or of what else names its protocol. */
export function kindOf(of: { readonly protocol: Protocol; readonly cells?: SavedResults['cells'] }): Kind {
  const kind: Kind = KINDS[of.protocol];
  return (of.cells && kind.inWordsFor?.(of.cells)) ?? kind;
}

export const ALL_KINDS: readonly Kind[] = Object.values(KINDS);

/** Figures of the measure phase, or of another of the run's windows. */
export const figuresOf = (cell: SavedCell, run: MeasuredCellRun, window?: string): Figures =>
  kindOf(run.result.plan).figuresOf(cell, run, window);

/** Work offered a second; null where nothing paces the load. */
export const offeredPerSecond = (cell: SavedCell, run: MeasuredCellRun): number | null =>
  kindOf(run.result.plan).offeredPerSecond(cell, run);

/** Without cells that measured a change of the target: that says nothing beside other loads, and has a section of its own. */
export const withoutChanges = <R extends SavedResults>(results: R): R => {
  const { runsWithChange } = kindOf(results);
  return runsWithChange
    ? { ...results, cells: results.cells.filter((cell) => runsWithChange(cell).length === 0) }
    : results;
};
