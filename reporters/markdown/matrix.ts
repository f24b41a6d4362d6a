/** What the matrices of all kinds of load have in common: one row a run, and the columns that say the same of each. */
import type { BaseMetric } from '../../metrics/metrics.ts';
import type { Cell } from '../../saved/cell.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import { mebibytes, orNone, percent, significant } from '../../text/format.ts';
import type { FigureNames, NamedLatency } from '../figure-names.ts';
import type { Figures } from '../figures.ts';
import { machineValues, mean } from '../machine-series.ts';
import { type MeasuredCellRun, measured, type Row, rows } from '../rows.ts';
import { verdictText } from './layout.ts';
import { type Column, left, right } from './table.ts';

export interface MatrixLine<R extends AnyRunResult = AnyRunResult> extends Row<R> {
  readonly measured: MeasuredCellRun<R> | null;
  readonly figures: Figures | null;
}

/** One a run; invalid cells stand in place. */
export const matrixLines = <R extends AnyRunResult>(
  results: { readonly cells: readonly Cell<R>[] },
  figuresOf: (cell: Cell<R>, run: MeasuredCellRun<R>) => Figures,
): MatrixLine<R>[] =>
  rows(results).map((row) => {
    const run = measured(row);
    return { ...row, measured: run, figures: run && figuresOf(row.cell, run) };
  });

type Told = Pick<MatrixLine, 'figures'>;
type Watched = Pick<MatrixLine, 'measured'>;

/** One figure of each row. */
export const figure = (
  header: string,
  metric: BaseMetric,
  format: (value: number) => string = significant,
): Column<Told> => right(header, ({ figures }) => orNone(figures?.(metric), format));

/** Those of each family; a rare one has columns where some row has its figure. */
export const latencyFigures = (
  { latencies }: FigureNames,
  rows: readonly Told[],
  percentilesOf: (named: NamedLatency) => NamedLatency['percentiles'] = ({ percentiles }) => percentiles,
): readonly Column<Told>[] =>
  latencies.flatMap((named) => {
    const columns = percentilesOf(named).map(
      (percentile) => [`${named.short} ${percentile} ms`, `${named.family}.${percentile}`] as const,
    );
    const stands = !named.rare || rows.some((row) => columns.some(([, metric]) => hasFigure(row, metric)));
    return stands ? columns.map(([header, metric]) => figure(header, metric)) : [];
  });

const hasFigure = ({ figures }: Told, metric: BaseMetric): boolean => (figures?.(metric) ?? null) !== null;

export const targetCpu = (target: string): Column<Told> => figure(`${target} CPU %`, 'target.cpu', percent);
export const targetMemory = (target: string): Column<Told> =>
  figure(`${target} memory MiB`, 'target.memory', mebibytes);

export const GENERATOR: readonly Column<Told>[] = [
  figure('generator CPU %', 'generator.cpu', percent),
  figure('generator loop %', 'generator.loop.utilization', percent),
];
export const LAG: Column<Told> = figure('schedule lag p99 ms', 'schedule.lag.p99');
export const MACHINE_IDLE: Column<Watched> = right('machine idle %', ({ measured: run }) =>
  orNone(mean(machineValues(run, 'cpuIdlePercent')), percent),
);
export const BOTTLENECK: Column<Watched> = left(
  'bottleneck',
  ({ measured: run }) => run?.observation.bottleneck.where ?? '',
);
/** A search looks for a load that fails, so its trials do not stand out. */
export const VERDICT: Column<Pick<MatrixLine, 'cell'>> = left('verdict', ({ cell }) =>
  cell.capacity === undefined ? verdictText(cell.verdict) : cell.verdict,
);
