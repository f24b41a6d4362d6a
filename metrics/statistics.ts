/** The statistics of a latency. */

/** Share of the samples that a statistic leaves above it; `mean` and `min` have none. */
export const STATISTICS = {
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
export type Statistic = keyof typeof STATISTICS;

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
