/** Metrics as users name them, in a promise or on the command line: `publish.ack.p99`, `devices/publish.ack.p99`. */
import { nearMiss } from '../text/near-miss.ts';
import { KINDS, type Kind } from './kinds.ts';
import { definitionOf, METRICS, type MetricDefinition, metricList } from './metrics.ts';
import { readName, writeName } from './names.ts';
import { STATISTICS } from './statistics.ts';

/** There is no metric of that name. */
export class MetricError extends RangeError {
  override readonly name = 'MetricError';
}

export interface ParsedMetric {
  readonly text: string;
  /** Null = over all groups. */
  readonly group: string | null;
  /** Of the first kind of load that has it; others that have it share name, dimension and group. */
  readonly definition: MetricDefinition;
}

/** @throws MetricError with the near miss and the list */
export function parseMetric(text: string): ParsedMetric {
  const { group, metric: name } = readName(text);
  const definition = definitionOf(name);
  if (!definition) throw new MetricError(`${unknown(text, group, name)} ${listing()}`);
  const plain = writeName({ group, metric: name });
  if (text !== plain) {
    throw new MetricError(
      `Metric "${text}": a metric without a load and a window is required; write "${plain}" and judge the result of that load, or its result.window(…).`,
    );
  }
  if (group === '') throw new MetricError(`Metric "${text}": a group name is required before the slash.`);
  if (group !== null && !definition.group) {
    throw new MetricError(
      `Metric "${text}": ${name} belongs to the whole run, not to a group; write "${name}".`,
    );
  }
  return Object.freeze({ text, group, definition });
}

function unknown(text: string, group: string | null, name: string): string {
  const names = Object.values(METRICS).flatMap((metrics) => [...metrics.keys()]);
  const meant = nearMiss(name, names);
  const hint = meant === null ? '' : ` Did you mean "${writeName({ group, metric: meant })}"?`;
  return `Unknown metric "${text}".${hint}`;
}

function listing(): string {
  const all = (Object.keys(KINDS) as Kind[]).flatMap((kind) => metricList(kind));
  const latencies = all.filter(({ statistics }) => statistics.length > 0);
  const figures = all.filter(({ statistics }) => statistics.length === 0);
  const names = (list: typeof all): string => [...new Set(list.map(({ name }) => name))].join(', ');
  return `Latencies: ${names(latencies)}, each with .${Object.keys(STATISTICS).join(' .')}; others: ${names(figures)}; of one group or task: GROUP/METRIC.`;
}
