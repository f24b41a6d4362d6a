/** The noise floor: a change no larger than this means nothing, however sure one is of it. */
import { quantile } from '../../statistics/quartiles.ts';
import { baseOf } from './saved-metric.ts';

/** What the layout of memory and code alone can do to a program. */
const FLOOR_PERCENT = 5;
/** Wider by the end of the name, without group and window: few samples decide these, so two runs of a thing differ more. */
const WIDER: readonly { readonly metrics: RegExp; readonly percent: number }[] = [
  { metrics: /\.max$/, percent: 25 },
  { metrics: /\.p99\.9$/, percent: 10 },
];

/** So many changes at least, before they say what is usual. */
const CHANGES_NEEDED = 8;

/**
 * Percent. `past`: values of the metric in consecutive runs of the same subject, oldest first, one list a subject; with
 * enough of them three times the interquartile range of their changes, where that is more (the rule of rustc-perf).
 */
export function noiseFloorPercent(metric: string, past: readonly (readonly number[])[] = []): number {
  const name = baseOf(metric);
  const percent = WIDER.find(({ metrics }) => metrics.test(name))?.percent ?? FLOOR_PERCENT;
  const changes = past
    .flatMap((values) => values.slice(1).map((value, index) => 100 * (value / values[index]! - 1)))
    .filter(Number.isFinite);
  if (changes.length < CHANGES_NEEDED) return percent;
  return Math.max(percent, 3 * (quantile(changes, 0.75) - quantile(changes, 0.25)));
}
