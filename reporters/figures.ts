/** Figures of one run, looked up by metric name in what the cell saved. `null`: there is no such figure; never 0 in its place. */
import { type BaseMetric, definitionOf } from '../metrics/metrics.ts';
import { WHOLE_PHASE, writeName } from '../metrics/names.ts';
import type { SavedCell } from '../saved/cell.ts';
import type { MeasuredCellRun } from './rows.ts';

/** The value of a metric over all groups, in its canonical unit (`metrics/metrics.ts`). */
export type Figures = (metric: BaseMetric) => number | null;

/** Of the measure phase, or of another of the run's windows. */
export function savedFigures(cell: SavedCell, run: MeasuredCellRun, window = WHOLE_PHASE): Figures {
  const load = loadOf(cell, run);
  return (metric) => {
    const windowed = definitionOf(metric)?.windowed === true;
    return cell.metrics[writeName({ load, metric, ...(windowed && { window }) })]?.value ?? null;
  };
}

/** Of one group of the run, over the measure phase. */
export const groupFigures =
  (cell: SavedCell, run: MeasuredCellRun, group: string): Figures =>
  (metric) =>
    cell.metrics[writeName({ load: loadOf(cell, run), group, metric })]?.value ?? null;

const loadOf = ({ runs }: SavedCell, run: MeasuredCellRun): number => Math.max(0, runs.indexOf(run));
