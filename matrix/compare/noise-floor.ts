/** The noise floor: a change no larger than this means nothing, however sure one is of it. */
import type { Statistic } from '../../metrics/statistics.ts';
import { quantile } from '../../statistics/quartiles.ts';
import { statisticOf } from './saved-metric.ts';

/** What the layout of memory and code alone can do to a program. */
const FLOOR_PERCENT = 5;
/** Few samples decide these, so two runs of the same thing differ more. */
const WIDER_PERCENT: Partial<Record<Statistic, number>> = { max: 25, 'p99.9': 10 };

/** So many changes at least, before they say what is usual. */
const CHANGES_NEEDED = 8;

/**
 * Percent. `past`: values of the metric in consecutive runs of the same subject, oldest first, one list a subject; with
 * enough of them three times the interquartile range of their changes, where that is more (the rule of rustc-perf).
 */
export function noiseFloorPercent(metric: string, past: readonly (readonly number[])[] = []): number {
  const statistic = statisticOf(metric);
  const percent = (statistic && WIDER_PERCENT[statistic]) ?? FLOOR_PERCENT;
  const changes = past
    .flatMap((values) => values.slice(1).map((value, index) => 100 * (value / values[index]! - 1)))
    .filter(Number.isFinite);
  if (changes.length < CHANGES_NEEDED) return percent;
  return Math.max(percent, 3 * (quantile(changes, 0.75) - quantile(changes, 0.25)));
}
