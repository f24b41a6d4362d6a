/** The change from one sample to another as a ratio: 1 = as before. Turning the samples round turns it into 1/ratio. */
import { boundingRank } from './mann-whitney.ts';

const CONFIDENCE = 0.95;

/** Nothing to nothing is no change; from nothing to something is beyond any. */
export const ratioOf = (base: number, head: number): number => (base === head ? 1 : head / base);

/** Of the ratio; from nothing to something is no percentage. */
export const percentOf = (ratio: number): number | null =>
  Number.isFinite(ratio) ? 100 * (ratio - 1) : null;

export interface RatioInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * 95 % confidence interval of the ratio that, taken off, makes both samples alike: the interval of Hodges and Lehmann (1963)
 * for the shift of the logarithms, without the logarithms, so that zeros do no harm. Exact up to 50 values in all.
 * Null where there are too few values, or negative ones, which have no ratio.
 */
export function ratioInterval(base: readonly number[], head: readonly number[]): RatioInterval | null {
  if ([...base, ...head].some((value) => value < 0)) return null;
  const rank = base.length * head.length > 0 ? boundingRank(base.length, head.length, CONFIDENCE) : null;
  if (rank === null) return null;
  const ratios = base.flatMap((from) => head.map((to) => ratioOf(from, to))).sort((a, b) => a - b);
  return { low: ratios[rank - 1]!, high: ratios[ratios.length - rank]! };
}
