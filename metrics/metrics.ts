/** The list of metrics: name, unit, meaning. Everything that names a metric reads it here. */
import { nearMiss } from '../text/near-miss.ts';
import { type Better, type Dimension, FIGURES, HTTP_FIGURES, UNIT } from './figure-list.ts';
import {
  HTTP_LATENCY_MEANINGS,
  type HttpLatencyName,
  type LatencyName,
  MQTT_LATENCY_MEANINGS,
} from './latencies.ts';
import { readName, writeName } from './names.ts';
import { SloError } from './slo-error.ts';

/** Share of the samples that a statistic leaves above it; `mean` and `min` have none. */
const STATISTICS = {
  min: null,
  mean: null,
  p50: 0.5,
  p75: 0.25,
  p90: 0.1,
  p95: 0.05,
  p99: 0.01,
  'p99.9': 0.001,
  max: 0,
} as const;

export type { Dimension };

const ALL_FIGURES = { ...FIGURES, ...HTTP_FIGURES };
export type Statistic = keyof typeof STATISTICS;
export type FigureName = keyof typeof FIGURES;
export type HttpFigureName = keyof typeof HTTP_FIGURES;
type AnyFigure = keyof typeof ALL_FIGURES;
export type LatencyMetric = `${LatencyName | HttpLatencyName}.${Statistic}`;
/** A metric without a group. */
export type BaseMetric = LatencyMetric | AnyFigure;
type FiguresOf<D extends Dimension> = {
  [F in AnyFigure]: (typeof ALL_FIGURES)[F]['dimension'] extends D ? F : never;
}[AnyFigure];
type GroupFigure = { [F in AnyFigure]: (typeof ALL_FIGURES)[F]['group'] extends true ? F : never }[AnyFigure];
/** The metrics of a dimension. */
export type BaseMetricOf<D extends Dimension> = FiguresOf<D> | (D extends 'time' ? LatencyMetric : never);
/** The metrics of a dimension that may carry a group: `devices/publish.ack.p99`. */
export type GroupMetricOf<D extends Dimension> =
  `${string}/${Extract<BaseMetricOf<D>, GroupFigure | LatencyMetric>}`;
/** Every metric name, with or without a group. */
export type MetricName = BaseMetric | GroupMetricOf<Dimension>;

interface Described {
  readonly name: BaseMetric;
  readonly dimension: Dimension;
  readonly unit: string;
  readonly meaning: string;
  readonly group: boolean;
  readonly windowed: boolean;
  /** Null: it says nothing about the target, so nothing is judged by it. */
  readonly better: Better | null;
}
export interface LatencyDefinition<F extends string = LatencyName> extends Described {
  readonly kind: 'latency';
  readonly name: LatencyMetric;
  readonly family: F;
  readonly statistic: Statistic;
}
export interface FigureDefinition<F extends string = FigureName> extends Described {
  readonly kind: 'figure';
  readonly name: BaseMetric & F;
}
/** Of MQTT runs. */
export type MetricDefinition = LatencyDefinition | FigureDefinition;
export type HttpMetricDefinition = LatencyDefinition<HttpLatencyName> | FigureDefinition<HttpFigureName>;
export type AnyDefinition = MetricDefinition | HttpMetricDefinition;

/** A metric as an SLO names it; `group` null = over all groups. */
export interface ParsedMetric {
  readonly text: string;
  readonly group: string | null;
  readonly definition: AnyDefinition;
}

/** Of MQTT runs, by name without group, in the order of the list. */
export const METRICS: ReadonlyMap<string, MetricDefinition> = definitions(MQTT_LATENCY_MEANINGS, FIGURES);
/** Of HTTP runs; a group is a task. */
export const HTTP_METRICS: ReadonlyMap<string, HttpMetricDefinition> = definitions(
  HTTP_LATENCY_MEANINGS,
  HTTP_FIGURES,
);

function definitions<L extends LatencyName | HttpLatencyName, F extends AnyFigure>(
  latencies: Readonly<Record<L, string>>,
  figures: Readonly<Record<F, Omit<Described, 'name' | 'unit'>>>,
): ReadonlyMap<string, LatencyDefinition<L> | FigureDefinition<F>> {
  const list: (LatencyDefinition<L> | FigureDefinition<F>)[] = [];
  for (const [family, meaning] of entries(latencies)) {
    const windowed = !/^(connect|subscribe|login)/.test(family);
    for (const [statistic] of entries(STATISTICS)) {
      const name: LatencyMetric = `${family}.${statistic}`;
      const group = !family.startsWith('login');
      const better = family === 'schedule.lag' ? null : 'lower';
      const described = {
        name,
        dimension: 'time',
        unit: UNIT.time,
        meaning,
        group,
        windowed,
        better,
      } as const;
      list.push({ kind: 'latency', family, statistic, ...described });
    }
  }
  for (const [name, figure] of entries(figures))
    list.push({ kind: 'figure', name, unit: UNIT[figure.dimension], ...figure });
  return new Map(list.map((metric) => [metric.name, metric]));
}

/**
 * Share of the samples above a statistic: 0.01 of `p99`, 0 of `max`; null where the statistic is not
 * a rank (`mean`) or cannot be raised by a few (`min`).
 */
export const tailOf = (statistic: Statistic): number | null => STATISTICS[statistic];

/** Samples a statistic needs: 10 above a percentile (n >= 10 / (1 - p)), one for min, mean and max. */
export function samplesNeeded(statistic: Statistic): number {
  const tail = STATISTICS[statistic];
  return tail ? Math.round(10 / tail) : 1;
}

/** Of any kind of load, by name without group; undefined: there is none. */
export const definitionOf = (name: string): AnyDefinition | undefined =>
  METRICS.get(name) ?? HTTP_METRICS.get(name);

/** Reads `publish.ack.p99` or `devices/publish.ack.p99`. Throws SloError with the near miss and the list. */
export function parseMetric(text: string): ParsedMetric {
  const { group, metric: name } = readName(text);
  const definition = definitionOf(name);
  if (!definition) throw new SloError(`${unknown(text, group, name)} ${listing()}`);
  if (text !== writeName({ group, metric: name })) {
    throw new SloError(
      `Metric "${text}": a metric without a load and a window is required; write "${writeName({ group, metric: name })}" and judge the result of that load, or its result.window(…).`,
    );
  }
  if (group === '') throw new SloError(`Metric "${text}": a group name is required before the slash.`);
  if (group !== null && !definition.group) {
    throw new SloError(
      `Metric "${text}": ${name} belongs to the whole run, not to a group; write "${name}".`,
    );
  }
  return Object.freeze({ text, group, definition });
}

function unknown(text: string, group: string | null, name: string): string {
  const meant = nearMiss(name, [...METRICS.keys(), ...HTTP_METRICS.keys()]);
  const hint = meant === null ? '' : ` Did you mean "${group === null ? '' : `${group}/`}${meant}"?`;
  return `Unknown metric "${text}".${hint}`;
}

const listing = (): string =>
  `Latencies: ${Object.keys({ ...MQTT_LATENCY_MEANINGS, ...HTTP_LATENCY_MEANINGS }).join(', ')}, each with .${Object.keys(STATISTICS).join(' .')}; ` +
  `others: ${Object.keys(ALL_FIGURES).join(', ')}; of one group or task: GROUP/METRIC.`;

function entries<K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(table) as [K, V][];
}
