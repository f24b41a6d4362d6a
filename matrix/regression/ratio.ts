/** The change from one sample to another as a ratio: 1 = as before. Turning the samples round turns it into 1/ratio. */
import { boundingRank } from './mann-whitney.ts';

/** Nothing to nothing is no change; from nothing to something is beyond any. */
export const ratioOf = (base: number, head: number): number => (base === head ? 1 : head / base);

export interface RatioInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Confidence interval of the ratio that, taken off, makes both samples alike: the interval of Hodges and Lehmann (1963)
 * for the shift of the logarithms, without the logarithms, so that zeros do no harm. Exact up to 50 values in all.
 * Null where there are too few values, or negative ones, which have no ratio.
 */
export function ratioInterval(
  base: readonly number[],
  head: readonly number[],
  confidence = 0.95,
): RatioInterval | null {
  if ([...base, ...head].some((value) => value < 0)) return null;
  const rank = base.length * head.length > 0 ? boundingRank(base.length, head.length, confidence) : null;
  if (rank === null) return null;
  const ratios = base.flatMap((from) => head.map((to) => ratioOf(from, to))).sort((a, b) => a - b);
  return { low: ratios[rank - 1]!, high: ratios[ratios.length - rank]! };
}
