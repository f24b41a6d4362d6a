/** What the list of metrics says of a metric of a saved cell, like `load-2:devices/delivery.p99@storm`. */
import { isAnswerMetric } from '../../metrics/answer.ts';
import { definitionOf, type MetricDefinition } from '../../metrics/metrics.ts';
import { readName } from '../../metrics/names.ts';
import type { Better } from '../../metrics/row.ts';
import { type Statistic, samplesNeeded } from '../../metrics/statistics.ts';

export const isAnswer = (name: string): boolean => isAnswerMetric(readName(name).metric);

/** Null for one that is not judged; undefined for one there is none of. */
export function betterOf(name: string): Better | null | undefined {
  return isAnswer(name) ? 'higher' : listed(name)?.better;
}

/** How many samples it needs within a run; 0 of what is no percentile. */
export function samplesFor(name: string): number {
  const statistic = statisticOf(name);
  return statistic === null ? 0 : samplesNeeded(statistic);
}

/** Null of what is no latency. */
export function statisticOf(name: string): Statistic | null {
  const definition = listed(name);
  return definition?.kind === 'latency' ? definition.statistic : null;
}

const listed = (name: string): MetricDefinition | undefined => definitionOf(readName(name).metric);
