/** The noise floor: a change no larger than this means nothing, however sure one is of it. */

import { quantile } from './quartiles.ts';
import { baseOf } from './saved-metric.ts';

/**
 * In percent, by the first pattern that fits a metric without its group and window. Two runs of the same thing differ by
 * this much for reasons that nobody changed: caches, page layout, the scheduler.
 */
export const NOISE_FLOORS: readonly {
  readonly metrics: RegExp;
  readonly percent: number;
  readonly why: string;
}[] = [
  { metrics: /\.max$/, percent: 25, why: 'one sample decides it' },
  { metrics: /\.p99\.9$/, percent: 10, why: 'a handful of samples decide it' },
  { metrics: /^capacity/, percent: 5, why: 'a search stops when its bounds are 5 % apart' },
  { metrics: /^/, percent: 5, why: 'what the layout of memory and code alone can do to a program' },
];

/** So many changes at least, before they say what is usual. */
const CHANGES_NEEDED = 8;

/**
 * Percent. `past`: values of the metric in consecutive runs of the same subject, oldest first, one list a subject; with
 * enough of them three times the interquartile range of their changes, where that is more (the rule of rustc-perf).
 */
export function noiseFloorPercent(metric: string, past: readonly (readonly number[])[] = []): number {
  const name = baseOf(metric);
  const { percent = 5 } = NOISE_FLOORS.find(({ metrics }) => metrics.test(name)) ?? {};
  const changes = past
    .flatMap((values) => values.slice(1).map((value, index) => 100 * (value / values[index]! - 1)))
    .filter(Number.isFinite);
  if (changes.length < CHANGES_NEEDED) return percent;
  return Math.max(percent, 3 * (quantile(changes, 0.75) - quantile(changes, 0.25)));
}
