/** From a histogram of microseconds to a statistic of it. */
import type { Histogram } from '../load/histogram.ts';
import { type Statistic, tailOf } from '../metrics/statistics.ts';

/** Milliseconds. */
export function statisticMs(histogram: Histogram, statistic: Statistic): number {
  switch (statistic) {
    case 'min':
      return histogram.getValueAtPercentile(0) / 1000;
    case 'mean':
      return Math.round(histogram.mean) / 1000;
    case 'max':
      return histogram.getValueAtPercentile(100) / 1000;
    default:
      return histogram.getValueAtPercentile(Number(statistic.slice(1))) / 1000;
  }
}

/**
 * The least the statistic can be, in milliseconds, with `more` values that are not known: at best they are the lowest.
 */
export function leastMs(histogram: Histogram, statistic: Statistic, more: number): number {
  const { totalCount } = histogram;
  if (statistic === 'min') return 0;
  if (statistic === 'mean') return (statisticMs(histogram, 'mean') * totalCount) / (totalCount + more);
  const rank = (1 - (tailOf(statistic) ?? 0)) * (totalCount + more) - more;
  return rank <= 0 ? 0 : histogram.getValueAtPercentile((100 * rank) / totalCount) / 1000;
}

/** How many values are at most `ms`. The library counts by percentile alone, so the boundary is searched for. */
export function countUpTo(histogram: Histogram, ms: number): number {
  let below = 0;
  let above = histogram.totalCount;
  while (below < above) {
    const middle = Math.ceil((below + above) / 2);
    const value = histogram.getValueAtPercentile((100 * (middle - 0.5)) / histogram.totalCount);
    if (value <= ms * 1000) below = middle;
    else above = middle - 1;
  }
  return below;
}
