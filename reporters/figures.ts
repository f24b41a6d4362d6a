/**
 * The figures of one run as the tables, the charts and the analysis want them: looked up by metric name in what the
 * cell saved. `null` = there is no such figure, and never 0 in its place.
 */
import { decodeHistogram, type Histogram, mergeHistograms } from '../load/histogram.ts';
import type { LatencyName, MeasuredRun, WindowResult } from '../load/result.ts';
import type { SystemSeries } from '../observe/observation.ts';
import { type BaseMetric, METRICS } from '../slo/metrics.ts';
import type { Cell, Results } from './results.ts';

type Run = Cell['runs'][number];
export type MeasuredCellRun = Run & { readonly result: MeasuredRun };

/** One row of the tables: a cell has one for each of its runs, and one without a run when nothing was started. */
export interface Row {
  readonly cell: Cell;
  readonly run: Run | null;
  /** From 1; null when the cell has no second run to tell it from. */
  readonly runNumber: number | null;
}

/** The value of a metric over all groups, in its canonical unit (`slo/metrics.ts`). */
export type Figures = (metric: BaseMetric) => number | null;

export const rows = (results: Pick<Results, 'cells'>): Row[] =>
  results.cells.flatMap((cell): Row[] =>
    cell.runs.length === 0
      ? [{ cell, run: null, runNumber: null }]
      : cell.runs.map((run, index) => ({ cell, run, runNumber: cell.runs.length > 1 ? index + 1 : null })),
  );

const isMeasured = (run: Run): run is MeasuredCellRun => run.result.status === 'measured';

/** The run of a row, if it was measured. */
export const measured = ({ run }: Row): MeasuredCellRun | null => (run && isMeasured(run) ? run : null);

/** The last measured run of a cell: the one its verdict rests on. */
export const lastMeasured = (cell: Cell): MeasuredCellRun | null => cell.runs.findLast(isMeasured) ?? null;

/** Of the measure phase, or of another of the run's windows. A closed loop offers nothing and is never late. */
export function figuresOf(cell: Cell, run: MeasuredCellRun, window = 'measure'): Figures {
  const runNumber = cell.runs.indexOf(run) + 1;
  const load = runNumber > 1 ? `load-${runNumber}:` : '';
  const closed = run.result.generator.loop === 'closed';
  return (metric) => {
    if (closed && /^(publish\.offered|schedule\.lag)/.test(metric)) return null;
    const windowed = window !== 'measure' && METRICS.get(metric)?.windowed === true;
    return cell.metrics[`${load}${metric}${windowed ? `@${window}` : ''}`]?.value ?? null;
  };
}

/** Subscribers of this run were owed messages that can be told apart, so that losses are known. */
export const countsDeliveries = ({ plan, generator }: MeasuredRun): boolean =>
  !generator.headerless && plan.groups.some(({ subscribe }) => subscribe);

/** All groups' histograms of one name, merged; null when nothing was recorded. */
export function histogramOf(window: WindowResult, name: LatencyName): Histogram | null {
  const encoded = Object.values(window.groups).flatMap(({ latencies }) => latencies[name] ?? []);
  const [first, ...others] = encoded.map(decodeHistogram);
  const histogram = first && others.length > 0 ? mergeHistograms([first, ...others]) : first;
  return histogram && histogram.totalCount > 0 ? histogram : null;
}

export type MachineSeries = Exclude<keyof SystemSeries, 'fromMs'>;

/** The seconds of the measure phase, by their middle; empty when the machine was not observed. */
export function machineValues(run: MeasuredCellRun | null, name: MachineSeries): number[] {
  const system = run?.observation.system;
  const window = run?.result.windows.measure;
  if (!system || !window) return [];
  return system[name].filter((_, second) => {
    const middleMs = system.fromMs + second * 1000 + 500;
    return middleMs >= window.fromMs && middleMs < window.toMs;
  });
}

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
export const highest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
export const lowest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value));
