/** Figures of one run, looked up by metric name in what the cell saved. `null`: there is no such figure; never 0 in its place. */
import { type BaseMetric, definitionOf } from '../metrics/metrics.ts';
import type { SavedCell } from '../saved/cell.ts';
import type { MeasuredCellRun } from './rows.ts';

/** The value of a metric over all groups, in its canonical unit (`metrics/metrics.ts`). */
export type Figures = (metric: BaseMetric) => number | null;

/** Of the measure phase, or of another of the run's windows. */
export function savedFigures(cell: SavedCell, run: MeasuredCellRun, window = 'measure'): Figures {
  const prefix = loadPrefix(cell, run);
  return (metric) => {
    const windowed = window !== 'measure' && definitionOf(metric)?.windowed === true;
    return cell.metrics[`${prefix}${metric}${windowed ? `@${window}` : ''}`]?.value ?? null;
  };
}

/** Of one group of the run, over the measure phase. */
export const groupFigures =
  (cell: SavedCell, run: MeasuredCellRun, group: string): Figures =>
  (metric) =>
    cell.metrics[`${loadPrefix(cell, run)}${group}/${metric}`]?.value ?? null;

function loadPrefix({ runs }: SavedCell, run: MeasuredCellRun): string {
  const number = runs.indexOf(run) + 1;
  return number > 1 ? `load-${number}:` : '';
}
