/** What a metric of a saved cell is called: `load-2:devices/delivery.p99@storm`. */
import type { Better } from '../../metrics/figure-list.ts';
import {
  type AnyDefinition,
  definitionOf as baseDefinitionOf,
  samplesNeeded,
} from '../../metrics/metrics.ts';

/** Without the load, the group and the window it is of. */
export const baseOf = (metric: string): string =>
  metric
    .replace(/^load-\d+:/, '')
    .replace(/@[^@]*$/, '')
    .replace(/^.*\//, '');

/** Which load of its test it is of: 0 = the first. */
export const loadOf = (metric: string): number => Number(/^load-(\d+):/.exec(metric)?.[1] ?? 1) - 1;

/** What a search saves of its answer, beside what its runs measured. */
export const isAnswer = (metric: string): boolean => /^capacity(\.upper|\.delivered)?$/.test(baseOf(metric));

/** Null for one that is not judged; undefined for one there is none of. */
export function betterOf(metric: string): Better | null | undefined {
  if (isAnswer(metric)) return 'higher';
  return definitionOf(metric)?.better;
}

/** How many samples it needs within a run; 0 of what is no percentile. */
export function samplesFor(metric: string): number {
  const definition = definitionOf(metric);
  return definition?.kind === 'latency' ? samplesNeeded(definition.statistic) : 0;
}

const definitionOf = (metric: string): AnyDefinition | undefined => baseDefinitionOf(baseOf(metric));
