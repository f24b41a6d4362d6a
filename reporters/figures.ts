/**
 * The figures of one run as the tables, the charts and the analysis want them: looked up by metric name in what the
 * cell saved. `null` = there is no such figure, and never 0 in its place.
 */
import { decodeHistogram, type Histogram, mergeHistograms } from '../load/histogram.ts';
import type { HttpWindowResult } from '../load/http/result.ts';
import type { MeasuredRun, RunResult, WindowResult } from '../load/mqtt/result.ts';
import type { LatencyName, TaskLatencyName } from '../metrics/latencies.ts';
import { type BaseMetric, HTTP_METRICS, METRICS } from '../metrics/metrics.ts';
import type { Cell, SavedCell } from '../saved/cell.ts';
import type { SystemSeries } from '../saved/observation.ts';

import type { AnyRunResult } from '../saved/runs.ts';

type Run<R extends AnyRunResult> = Cell<R>['runs'][number];
export type MeasuredCellRun<R extends AnyRunResult = RunResult> = Run<R> & {
  readonly result: Extract<R, { readonly status: 'measured' }>;
};
/** Of either protocol. */
export type AnyMeasuredCellRun = MeasuredCellRun<AnyRunResult>;

/** One row of the tables: a cell has one for each of its runs, and one without a run when nothing was started. */
export interface Row<R extends AnyRunResult = RunResult> {
  readonly cell: Cell<R>;
  readonly run: Run<R> | null;
  /** From 1; null when the cell has no second run to tell it from. */
  readonly runNumber: number | null;
}

/** The value of a metric over all groups, in its canonical unit (`metrics/metrics.ts`). */
export type Figures = (metric: BaseMetric) => number | null;

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

/** The last measured run of a cell: the one its verdict rests on. */
export const lastMeasured = <R extends AnyRunResult>(cell: Cell<R>): MeasuredCellRun<R> | null =>
  cell.runs.findLast((run) => isMeasured<R>(run)) ?? null;

/** Of the measure phase, or of another of the run's windows. A closed loop offers nothing and is never late. */
export function figuresOf(cell: SavedCell, run: AnyMeasuredCellRun, window = 'measure'): Figures {
  const runNumber = cell.runs.indexOf(run) + 1;
  const load = runNumber > 1 ? `load-${runNumber}:` : '';
  const { plan, generator } = run.result;
  const closed = plan.protocol === 'mqtt' && generator.loop === 'closed';
  return (metric) => {
    if (closed && /^(publish\.offered|schedule\.lag)/.test(metric)) return null;
    const windowed =
      window !== 'measure' && (METRICS.get(metric) ?? HTTP_METRICS.get(metric))?.windowed === true;
    return cell.metrics[`${load}${metric}${windowed ? `@${window}` : ''}`]?.value ?? null;
  };
}

/** Milliseconds of one core for each page served. */
export function cpuMsPerPage(figures: Figures | null): number | null {
  const [cpu, rate] = [figures?.('target.cpu') ?? null, figures?.('http.rate') ?? null];
  return cpu === null || !rate ? null : (cpu * 10) / rate;
}

/** Subscribers of this run were owed messages that can be told apart, so that losses are known. */
export const countsDeliveries = ({ plan, generator }: MeasuredRun): boolean =>
  !generator.headerless && plan.groups.some(({ subscribe }) => subscribe);

/** All groups' or tasks' histograms of one name, merged; null when nothing was recorded. */
export function histogramOf(
  window: WindowResult | HttpWindowResult,
  name: LatencyName | TaskLatencyName,
): Histogram | null {
  const parts = Object.values('groups' in window ? window.groups : window.tasks) as {
    readonly latencies: Readonly<Partial<Record<string, string>>>;
  }[];
  const encoded = parts.flatMap(({ latencies }) => latencies[name] ?? []);
  const [first, ...others] = encoded.map(decodeHistogram);
  const histogram = first && others.length > 0 ? mergeHistograms([first, ...others]) : first;
  return histogram && histogram.totalCount > 0 ? histogram : null;
}

export type MachineSeries = Exclude<keyof SystemSeries, 'fromMs'>;

/** The seconds of the measure phase, by their middle; empty when the machine, or this of it, was not observed. */
export function machineValues(run: AnyMeasuredCellRun | null, name: MachineSeries): number[] {
  const system = run?.observation.system;
  const window = run?.result.windows.measure;
  if (!system || !window) return [];
  const values = system[name] ?? [];
  return values.filter((_, second) => {
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
