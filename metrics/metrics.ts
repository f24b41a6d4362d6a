/** The list of metrics: name, unit, meaning. Everything that names a metric reads it here. */
import { KINDS, type Kind } from './kinds.ts';
import {
  type Better,
  type Dimension,
  type FigureRow,
  type LatencyRow,
  type MetricRow,
  type Source,
  UNIT,
} from './row.ts';
import { STATISTICS, type Statistic } from './statistics.ts';

type LatenciesOf<K extends Kind> = (typeof KINDS)[K]['rows']['latencies'];
type FiguresOf<K extends Kind> = (typeof KINDS)[K]['rows']['figures'];
/** The latencies of a kind of load, without their statistic. */
export type LatencyFamily<K extends Kind = Kind> = K extends Kind ? keyof LatenciesOf<K> : never;
/** The metrics of a kind of load that are no latencies. */
export type FigureName<K extends Kind = Kind> = K extends Kind ? keyof FiguresOf<K> : never;
/** What can happen to a client of a kind of load. */
export type EventOf<K extends Kind> = K extends Kind
  ? Extract<
      LatenciesOf<K>[keyof LatenciesOf<K>] | FiguresOf<K>[keyof FiguresOf<K>],
      { event: string }
    >['event']
  : never;

type LatencyMetric = `${LatencyFamily}.${Statistic}`;
/** A metric without a group. */
export type BaseMetric = LatencyMetric | FigureName;

/** The figures whose row has these fields. */
type FiguresWith<Row> = {
  [K in Kind]: { [F in keyof FiguresOf<K>]: FiguresOf<K>[F] extends Row ? F : never }[keyof FiguresOf<K>];
}[Kind];
type LatenciesWith<Row> = {
  [K in Kind]: {
    [L in keyof LatenciesOf<K>]: LatenciesOf<K>[L] extends Row ? L : never;
  }[keyof LatenciesOf<K>];
}[Kind];
/** The metrics of a dimension. */
export type BaseMetricOf<D extends Dimension> =
  | FiguresWith<{ dimension: D }>
  | (D extends 'time' ? LatencyMetric : never);
type OfWholeRun = FiguresWith<{ group: false }> | `${LatenciesWith<{ group: false }>}.${Statistic}`;
/** The metrics of a dimension that may carry a group: `devices/publish.ack.p99`. */
export type GroupMetricOf<D extends Dimension> = `${string}/${Exclude<BaseMetricOf<D>, OfWholeRun>}`;
/** Every metric name, with or without a group. */
export type MetricName = BaseMetric | GroupMetricOf<Dimension>;
/** The metrics of a dimension that may be bounded by a share of what the plan offered, and those of them of which each group may. */
export type OfferedMetricOf<D extends Dimension> = FiguresWith<{ dimension: D; ofOffered: string }>;
export type GroupOfferedMetricOf<D extends Dimension> =
  `${string}/${FiguresWith<{ dimension: D; ofOffered: 'each group' }>}`;

interface Described<E extends string> {
  readonly dimension: Dimension;
  readonly unit: string;
  readonly meaning: string;
  /** Null: nothing that happens to a client. */
  readonly event: E | null;
  readonly source: Source;
  /** It is of the phase before the load. */
  readonly setup: boolean;
  /** One group, or task, has a value of its own. */
  readonly group: boolean;
  readonly windowed: boolean;
  /** Null: it says nothing about the target, so nothing is compared by it. */
  readonly better: Better | null;
}
export interface LatencyDefinition<K extends Kind = Kind> extends Described<EventOf<K>> {
  readonly kind: 'latency';
  readonly name: BaseMetric;
  readonly family: LatencyFamily<K>;
  readonly statistic: Statistic;
  /** The latency of the same event without our own lag; null: there is none, or this is it. */
  readonly service: LatencyFamily<K> | null;
}
export interface FigureDefinition<K extends Kind = Kind> extends Described<EventOf<K>> {
  readonly kind: 'figure';
  readonly name: FigureName<K>;
  /** It may be bounded by a share of what the plan offered; null: it may not. */
  readonly ofOffered: 'each group' | 'all groups' | null;
}
export type MetricDefinition<K extends Kind = Kind> = LatencyDefinition<K> | FigureDefinition<K>;

type Metrics = { readonly [K in Kind]: ReadonlyMap<string, MetricDefinition<K>> };

/** Of each kind of load, by name without group, in the order of the list. */
export const METRICS = Object.fromEntries(
  kinds().map((kind) => [kind, definitions(kind)]),
) as unknown as Metrics;

function definitions(kind: Kind): ReadonlyMap<string, MetricDefinition> {
  const { latencies, figures } = KINDS[kind].rows;
  const list: MetricDefinition[] = [];
  for (const [family, row] of entries<LatencyRow<EventOf<Kind>>>(latencies)) {
    for (const statistic of Object.keys(STATISTICS) as Statistic[]) {
      const better = row.better === undefined ? 'lower' : row.better;
      list.push({
        kind: 'latency',
        name: `${family}.${statistic}` as BaseMetric,
        family: family as LatencyFamily,
        statistic,
        service: (row.service ?? null) as LatencyFamily | null,
        ...described(row, { dimension: 'time', better }),
      });
    }
  }
  for (const [name, row] of entries<FigureRow<EventOf<Kind>>>(figures)) {
    const ofOffered = row.ofOffered ?? null;
    list.push({ kind: 'figure', name: name as FigureName, ofOffered, ...described(row, row) });
  }
  return new Map(list.map((metric) => [metric.name, metric]));
}

function described(
  row: MetricRow<EventOf<Kind>>,
  { dimension, better, windowed }: Pick<FigureRow<string>, 'dimension' | 'better' | 'windowed'>,
): Described<EventOf<Kind>> {
  const { meaning, event = null, source = 'load', setup, group } = row;
  return {
    dimension,
    unit: UNIT[dimension],
    meaning,
    event,
    source,
    setup: setup === true,
    group: group !== false,
    windowed: windowed !== false && setup !== true,
    better,
  };
}

/** The metrics that may be bounded by a share of what the plan offered. */
export const OFFERED_METRICS: readonly string[] = kinds().flatMap((kind) =>
  [...METRICS[kind].values()].flatMap((metric) =>
    metric.kind === 'figure' && metric.ofOffered !== null ? [metric.name] : [],
  ),
);

/** Of any kind of load, by name without group; undefined: there is none. */
export const definitionOf = (name: string): MetricDefinition | undefined =>
  kinds()
    .map((kind) => METRICS[kind].get(name))
    .find((definition) => definition !== undefined);

/** What the list says of a figure, or of a latency with all its statistics. */
export interface ListedMetric extends Described<string> {
  readonly name: string;
  /** `connect` is measured as `connect.p99` and so on; empty of a figure. */
  readonly statistics: readonly Statistic[];
}

/** The whole list of one kind of load, latencies first. */
export function metricList(kind: Kind): ListedMetric[] {
  const listed = new Map<string, ListedMetric & { statistics: Statistic[] }>();
  for (const metric of METRICS[kind].values()) {
    const name = metric.kind === 'latency' ? metric.family : metric.name;
    const line = listed.get(name) ?? { ...metric, name, statistics: [] };
    if (metric.kind === 'latency') line.statistics.push(metric.statistic);
    listed.set(name, line);
  }
  return [...listed.values()];
}

/** The names of the kinds of load of which a metric is. */
export const kindsOf = (name: string): string[] =>
  kinds().flatMap((kind) => (METRICS[kind].has(name) ? [KINDS[kind].name] : []));

function kinds(): Kind[] {
  return Object.keys(KINDS) as Kind[];
}

function entries<V>(table: Readonly<Record<string, V>>): [string, V][] {
  return Object.entries(table);
}
