/** From the saved runs of two arms to the samples of each metric of each cell they have in common. Pure. */
import { parametersText } from '../../reporters/format.ts';
import type { AnyCell, AnyResults } from '../../reporters/results.ts';
import type { MetricSamples } from './compare.ts';

/**
 * What is judged where nobody names a metric. Few, since p is adjusted for their number: the rate that came through,
 * response times, what was lost, and what the target spent on it.
 */
const JUDGED: Readonly<Record<AnyResults['protocol'], readonly string[]>> = {
  mqtt: [
    'publish.rate',
    'publish.ack.p50',
    'publish.ack.p99',
    'delivery.p50',
    'delivery.p99',
    'lost',
    'target.cpu_per_message',
    'target.memory',
  ],
  http: ['http.rate', 'http.p50', 'http.p99', 'http.failed', 'target.cpu_per_request', 'target.memory'],
};
/** Of a search; what its trials measured depends on the loads it went to. */
const JUDGED_OF_A_SEARCH = ['capacity'];

export interface ArmRuns {
  readonly base: readonly AnyResults[];
  readonly head: readonly AnyResults[];
}

export interface Samples {
  readonly pairs: readonly MetricSamples[];
  /** One line each: cells that cannot be compared, and why. */
  readonly leftOut: readonly string[];
  /** Cells both arms have by name, be it under another load. */
  readonly common: number;
}

/** Values of consecutive runs of the same subject, by cell and metric. */
export type Past = (cell: CellIdentity, metric: string) => readonly (readonly number[])[];
export type CellIdentity = Pick<AnyCell, 'suite' | 'title' | 'parameters' | 'planHash'>;

/** Suite, title and parameters; repeats of a cell are runs of the same. */
export function cellKey({ suite, title, parameters }: Omit<CellIdentity, 'planHash'>): string {
  const axes = Object.entries(parameters).filter(([axis]) => axis !== 'repeat');
  return JSON.stringify([suite, title, axes.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

interface Runs {
  readonly protocol: AnyResults['protocol'];
  readonly base: AnyCell[];
  readonly head: AnyCell[];
}

/** `metrics` null: those that are judged where nobody says which. */
export function samplesOf(arms: ArmRuns, metrics: readonly string[] | null, past: Past = () => []): Samples {
  const cells = new Map<string, Runs>();
  for (const arm of ['base', 'head'] as const) {
    for (const { protocol, cells: found } of arms[arm]) {
      for (const cell of found) {
        const key = `${protocol} ${cellKey(cell)}`;
        const runs = cells.get(key) ?? { protocol, base: [], head: [] };
        cells.set(key, runs);
        runs[arm].push(cell);
      }
    }
  }
  const all = [...cells.values()];
  const name = namesOf(all);
  const leftOut: string[] = [];
  const compared = all.filter((runs) => {
    const why = whyNot(runs);
    if (why !== null) leftOut.push(`${name(runs)}: ${why}`);
    return why === null;
  });
  const pairs = compared.flatMap((runs) => pairsOf(runs, name(runs), metrics, past));
  const common = all.filter(({ base, head }) => base.length * head.length > 0).length;
  return { pairs, leftOut, common };
}

/** Names of the metrics that valid cells have. */
export const metricsIn = ({ base, head }: ArmRuns): ReadonlySet<string> =>
  new Set(
    [...base, ...head].flatMap(({ cells }) => valid(cells).flatMap(({ metrics }) => Object.keys(metrics))),
  );

const valid = (cells: readonly AnyCell[]): AnyCell[] => cells.filter(({ verdict }) => verdict !== 'invalid');

function whyNot({ base, head }: Runs): string | null {
  if (base.length === 0) return 'the base does not have it';
  if (head.length === 0) return 'the head does not have it';
  const loads = new Set(valid([...base, ...head]).map(({ planHash }) => planHash));
  return loads.size > 1
    ? `not the same load in all runs (plan ${[...loads].join(', ')}); the same plan is required: run both arms again with the same test file and options`
    : null;
}

/** Titles with parameters; with the suite where another suite has the same. */
function namesOf(all: readonly Runs[]): (runs: Runs) => string {
  const cellOf = ({ base, head }: Runs): AnyCell => (base[0] ?? head[0])!;
  const short = ({ title, parameters }: AnyCell): string => {
    const { repeat: _, ...axes } = parameters;
    return [title, parametersText(axes)].filter(Boolean).join(', ');
  };
  const times = new Map<string, number>();
  for (const runs of all) {
    const name = short(cellOf(runs));
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  return (runs) => {
    const cell = cellOf(runs);
    const name = short(cell);
    return times.get(name)! > 1 ? `${cell.suite}: ${name}` : name;
  };
}

function pairsOf(
  { protocol, base, head }: Runs,
  cell: string,
  metrics: readonly string[] | null,
  past: Past,
): MetricSamples[] {
  const [one = base[0]!] = valid([...base, ...head]);
  const wanted = metrics ?? (one.capacity ? JUDGED_OF_A_SEARCH : JUDGED[protocol]);
  const invalid = { base: base.length - valid(base).length, head: head.length - valid(head).length };
  return wanted.flatMap((metric): MetricSamples[] => {
    const values = (cells: readonly AnyCell[]) =>
      valid(cells).flatMap(({ metrics }) => metrics[metric] ?? []);
    const [from, to] = [values(base), values(head)];
    const unit = (from[0] ?? to[0])?.unit;
    if (unit === undefined) return [];
    const value = ({ value }: { readonly value: number }) => value;
    return [
      { cell, metric, unit, base: from.map(value), head: to.map(value), invalid, past: past(one, metric) },
    ];
  });
}
