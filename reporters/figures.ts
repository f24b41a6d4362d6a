/**
 * The figures of one window of one run, over all groups, as the tables and charts want them.
 * `null` = there is no such figure, and never 0 in its place.
 */
import { decodeHistogram, type Histogram, mergeHistograms } from '../load/histogram.ts';
import type { Counts, GroupResult, LatencyName, MeasuredRun, WindowResult } from '../load/result.ts';
import type { Observation, ProcessSeries } from '../observe/observation.ts';
import type { Cell, Results } from './results.ts';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly n: number;
}

/** One row of the tables: a cell has one for each of its runs, and one without a run when nothing was started. */
export interface Row {
  readonly cell: Cell;
  readonly run: Cell['runs'][number] | null;
  /** From 1; null when the cell has no second run to tell it from. */
  readonly runNumber: number | null;
}

export interface Figures {
  readonly seconds: number;
  readonly counts: Counts;
  readonly offeredPerSecond: number;
  readonly achievedPerSecond: number;
  readonly receivedPerSecond: number;
  /** Null when no client connected. */
  readonly connectPerSecond: number | null;
  readonly connectFailed: number;
  readonly ack: Latency | null;
  readonly delivery: Latency | null;
  readonly lag: Latency | null;
}

export interface ResourceFigures {
  /** Mean over the measure phase, percent of one core. */
  readonly targetCpuPercent: number | null;
  /** Highest in the measure phase. */
  readonly targetMemoryBytes: number | null;
  /** Above the idle target, by connected client. */
  readonly targetMemoryPerClientBytes: number | null;
  /** Of the busiest agent, percent of one core. */
  readonly generatorCpuPercent: number | null;
  /** Of the busiest agent, 0..100. */
  readonly loopPercent: number | null;
  /** Mean over the measure phase. */
  readonly systemIdlePercent: number | null;
  readonly leastIdlePercent: number | null;
  readonly diskBusyPercent: number | null;
  readonly memoryUsedPercent: number | null;
}

export const rows = (results: Pick<Results, 'cells'>): Row[] =>
  results.cells.flatMap((cell): Row[] =>
    cell.runs.length === 0
      ? [{ cell, run: null, runNumber: null }]
      : cell.runs.map((run, index) => ({ cell, run, runNumber: cell.runs.length > 1 ? index + 1 : null })),
  );

/** The measured part of a row, or null. */
export const measured = (row: Row): MeasuredRun | null =>
  row.run?.result.status === 'measured' ? row.run.result : null;

/** The last measured run of a cell: the one its verdict rests on. */
export const lastMeasured = (cell: Cell): (Cell['runs'][number] & { result: MeasuredRun }) | null =>
  cell.runs.findLast(
    (run): run is Cell['runs'][number] & { result: MeasuredRun } => run.result.status === 'measured',
  ) ?? null;

/** All groups' histograms of one name, merged; null when nothing was recorded. */
export function histogramOf(window: WindowResult, name: LatencyName): Histogram | null {
  const encoded = Object.values(window.groups).flatMap(({ latencies }) => latencies[name] ?? []);
  const [first, ...others] = encoded.map(decodeHistogram);
  const histogram = first && others.length > 0 ? mergeHistograms([first, ...others]) : first;
  return histogram && histogram.totalCount > 0 ? histogram : null;
}

function latencyOf(window: WindowResult, name: LatencyName): Latency | null {
  const histogram = histogramOf(window, name);
  if (!histogram) return null;
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000;
  return {
    p50: at(50),
    p99: at(99),
    p999: at(99.9),
    max: histogram.maxValue / 1000,
    n: histogram.totalCount,
  };
}

export function figuresOf(run: MeasuredRun, windowName = 'measure'): Figures | null {
  const window = run.windows[windowName];
  if (!window) return null;
  const groups = Object.values(window.groups);
  const sum = (count: (group: GroupResult) => number): number =>
    groups.reduce((total, group) => total + count(group), 0);
  const counts: Counts = {
    offered: sum((group) => group.counts.offered),
    sent: sum((group) => group.counts.sent),
    acknowledged: sum((group) => group.counts.acknowledged),
    received: sum((group) => group.counts.received),
    owed: sum((group) => group.counts.owed),
    lost: sum((group) => group.counts.lost),
    duplicated: sum((group) => group.counts.duplicated),
    reordered: sum((group) => group.counts.reordered),
    foreign: sum((group) => group.counts.foreign),
    unsentByGenerator: sum((group) => group.counts.unsentByGenerator),
    unsentByTarget: sum((group) => group.counts.unsentByTarget),
  };
  const seconds = (window.toMs - window.fromMs) / 1000;
  const firstMs = Math.min(...groups.flatMap(({ connect }) => connect.firstAttemptMs ?? []));
  const lastMs = Math.max(...groups.flatMap(({ connect }) => connect.lastConnackMs ?? []));
  const connectSeconds = Number.isFinite(lastMs - firstMs) ? (lastMs - firstMs) / 1000 : 0;
  const connected = sum(({ connect }) => connect.succeeded);
  return {
    seconds,
    counts,
    offeredPerSecond: counts.offered / seconds,
    achievedPerSecond: counts.sent / seconds,
    receivedPerSecond: counts.received / seconds,
    connectPerSecond: connected > 0 && connectSeconds > 0 ? connected / connectSeconds : null,
    connectFailed: sum(({ connect }) => connect.failed),
    ack: latencyOf(window, 'publish.ack'),
    delivery: latencyOf(window, 'delivery'),
    lag: latencyOf(window, 'schedule.lag'),
  };
}

/** The values of a per-second series that lie in [fromMs, toMs). */
export const slice = (
  values: readonly number[],
  firstMs: number,
  span: { readonly fromMs: number; readonly toMs: number },
): number[] =>
  values.filter((_, index) => {
    const atMs = firstMs + index * 1000;
    return atMs >= span.fromMs && atMs < span.toMs;
  });

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
export const highest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
export const lowest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value));

/** Of the measure phase, or of another of its windows. */
export function resourcesOf(
  { result, observation }: { readonly result: MeasuredRun; readonly observation: Observation },
  windowName = 'measure',
): ResourceFigures {
  const span = result.windows[windowName] ?? { fromMs: 0, toMs: result.plan.measureMs };
  const { system, target } = observation;
  const process = (series: ProcessSeries | null, values: 'cpuPercent' | 'residentBytes'): number[] =>
    series ? slice(series[values], series.fromMs, span) : [];
  const machine = (values: readonly number[] | undefined): number[] =>
    system && values ? slice(values, system.fromMs, span) : [];
  const targetMemoryBytes = highest(process(target, 'residentBytes'));
  const clients = Object.values(result.windows[windowName]?.groups ?? {}).reduce(
    (sum, { connect }) => sum + connect.succeeded,
    0,
  );
  const agents = result.generator.perAgent;
  return {
    targetCpuPercent: mean(process(target, 'cpuPercent')),
    targetMemoryBytes,
    targetMemoryPerClientBytes:
      target && targetMemoryBytes !== null && clients > 0
        ? (targetMemoryBytes - target.idleResidentBytes) / clients
        : null,
    generatorCpuPercent: highest(agents.map((agent) => agent.cpuPercent)),
    loopPercent: highest(agents.map((agent) => agent.loopUtilization * 100)),
    systemIdlePercent: mean(machine(system?.cpuIdlePercent)),
    leastIdlePercent: mean(machine(system?.cpuLeastIdlePercent)),
    diskBusyPercent: mean(machine(system?.diskBusyPercent)),
    memoryUsedPercent: mean(machine(system?.memoryUsedPercent)),
  };
}
