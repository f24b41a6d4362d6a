/** The runs of saved cells, one row each as the tables have them. */
import type { Cell } from '../saved/cell.ts';
import type { AnyRunResult } from '../saved/runs.ts';

type Run<R extends AnyRunResult> = Cell<R>['runs'][number];
/** A run with something to tell. */
export type MeasuredCellRun<R extends AnyRunResult = AnyRunResult> = Run<R> & {
  readonly result: Extract<R, { readonly status: 'measured' }>;
};

/** A cell has one for each of its runs, and one without a run when nothing was started. */
export interface Row<R extends AnyRunResult = AnyRunResult> {
  readonly cell: Cell<R>;
  readonly run: Run<R> | null;
  /** From 1; null when the cell has no second run to tell it from. */
  readonly runNumber: number | null;
}

export const rows = <R extends AnyRunResult>(results: { readonly cells: readonly Cell<R>[] }): Row<R>[] =>
  results.cells.flatMap((cell): Row<R>[] =>
    cell.runs.length === 0
      ? [{ cell, run: null, runNumber: null }]
      : cell.runs.map((run, index) => ({ cell, run, runNumber: cell.runs.length > 1 ? index + 1 : null })),
  );

const isMeasured = <R extends AnyRunResult>(run: Run<R>): run is MeasuredCellRun<R> =>
  run.result.status === 'measured';

/** The run of a row, if it was measured. */
export const measured = <R extends AnyRunResult>({ run }: Row<R>): MeasuredCellRun<R> | null =>
  run && isMeasured<R>(run) ? run : null;

export const measuredRows = <R extends AnyRunResult>(results: {
  readonly cells: readonly Cell<R>[];
}): { readonly row: Row<R>; readonly run: MeasuredCellRun<R> }[] =>
  rows(results).flatMap((row) => {
    const run = measured(row);
    return run ? [{ row, run }] : [];
  });

/** The last measured run of a cell: the one its verdict rests on. */
export const lastMeasured = <R extends AnyRunResult>(cell: Cell<R>): MeasuredCellRun<R> | null =>
  cell.runs.findLast((run) => isMeasured<R>(run)) ?? null;
