/** Whether there is anything to find: do both ends of a bisect differ, in the bad direction? Pure. */
import { signed } from '../../reporters/comparison/lines.ts';
import type { Followed } from '../../saved/bisect.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { median } from '../../statistics/quartiles.ts';
import { percentOf, ratioOf } from '../../statistics/ratio.ts';
import { formatQuantity, significant } from '../../text/quantity.ts';
import { noiseFloorPercent } from '../compare/noise-floor.ts';

const ALPHA = 0.05;

export type Ends =
  | { readonly apart: true; readonly threshold: number }
  /** One sentence, with the figures. */
  | { readonly apart: false; readonly why: string };

/** Runs an end below which no difference could be told from luck. */
export const TRIALS_REQUIRED = 3;

/**
 * Apart: the bad end's median is worse by more than the noise floor, and the samples differ by Mann-Whitney; one-sided,
 * since which way is said beforehand. The threshold is the middle of both medians.
 */
export function endsApart(
  good: readonly number[],
  bad: readonly number[],
  { metric, unit, better }: Pick<Followed, 'metric' | 'unit' | 'better'>,
): Ends {
  for (const [name, { length }] of [
    ['good', good],
    ['bad', bad],
  ] as const) {
    if (length < TRIALS_REQUIRED) {
      return {
        apart: false,
        why: `${length} valid runs of the ${name} end, at least ${TRIALS_REQUIRED} required`,
      };
    }
  }
  const [before, after] = [median(good), median(bad)];
  const ratio = ratioOf(before, after);
  const worse = better === 'lower' ? after > before : after < before;
  const floorPercent = noiseFloorPercent(metric);
  const p = mannWhitney(good, bad).p / 2;
  const figures = `${metric}: good ${formatQuantity(before, unit)}, bad ${formatQuantity(after, unit)} (${signed(percentOf(ratio))})`;
  if (!worse) return { apart: false, why: `${figures}: the bad end is not worse` };
  if (100 * Math.abs(ratio - 1) <= floorPercent)
    return { apart: false, why: `${figures}: within the noise floor of ${significant(floorPercent)} %` };
  if (p > ALPHA + Number.EPSILON)
    return { apart: false, why: `${figures}: it may be luck (p ${p.toFixed(3)}, at most ${ALPHA} required)` };
  return { apart: true, threshold: (before + after) / 2 };
}
