/** Whether one commit is worse than another, by runs of both. Pure. */
import { signed } from '../../reporters/comparison/lines.ts';
import type { Followed } from '../../saved/bisect.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { median } from '../../statistics/quartiles.ts';
import { percentOf, ratioOf } from '../../statistics/ratio.ts';
import { formatQuantity, significant } from '../../text/quantity.ts';
import { noiseFloorPercent } from '../compare/noise-floor.ts';

export type Ends =
  | {
      readonly apart: true;
      readonly threshold: number;
      /** Between the medians of both, in the metric's unit. */
      readonly gap: number;
    }
  /** One sentence, with the figures. */
  | { readonly apart: false; readonly why: string };

/** Runs an end below which no difference could be told from luck. */
export const TRIALS_REQUIRED = 3;

/** What two commits are called, and how sure one has to be that the second is worse. */
export interface Demand {
  readonly names: readonly [before: string, after: string];
  /** Of the one-sided test. */
  readonly alpha: number;
  /** By so much at least the medians differ, in the metric's unit. */
  readonly leastGap: number;
}

const OF_ENDS: Demand = { names: ['good end', 'bad end'], alpha: 0.05, leastGap: 0 };

/**
 * Apart: the median of `after` is worse by more than the noise floor, and the samples differ by Mann-Whitney; one-sided,
 * since which way is said beforehand. The threshold is the middle of both medians.
 */
export function endsApart(
  good: readonly number[],
  bad: readonly number[],
  { metric, unit, better }: Pick<Followed, 'metric' | 'unit' | 'better'>,
  { names: [first, second], alpha, leastGap }: Demand = OF_ENDS,
): Ends {
  for (const [name, { length }] of [
    [first, good],
    [second, bad],
  ] as const) {
    if (length < TRIALS_REQUIRED) {
      return {
        apart: false,
        why: `${length} valid runs of the ${name}, at least ${TRIALS_REQUIRED} required`,
      };
    }
  }
  const [before, after] = [median(good), median(bad)];
  const ratio = ratioOf(before, after);
  const gap = better === 'lower' ? after - before : before - after;
  const floorPercent = noiseFloorPercent(metric);
  const p = mannWhitney(good, bad).p / 2;
  const [short, other] = [first, second].map((name) => name.replace(/ end$/, ''));
  const figures = `${metric}: ${short} ${formatQuantity(before, unit)}, ${other} ${formatQuantity(after, unit)} (${signed(percentOf(ratio))})`;
  const not = (why: string): Ends => ({ apart: false, why: `${figures}: ${why}` });
  if (gap <= 0) return not(`the ${second} is not worse`);
  if (100 * Math.abs(ratio - 1) <= floorPercent)
    return not(`within the noise floor of ${significant(floorPercent)} %`);
  if (p > alpha + Number.EPSILON)
    return not(`it may be luck (p ${p.toPrecision(2)}, at most ${alpha} required)`);
  if (gap < leastGap)
    return not(
      `that is less than ${formatQuantity(leastGap, unit)}, a quarter of what lies between the good and the bad end`,
    );
  return { apart: true, threshold: (before + after) / 2, gap };
}
