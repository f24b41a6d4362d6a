/** How far from 1 the ratio of two measurements comes by chance: one threshold for table, chart and text. Pure. */
import { significant } from '../../text/format.ts';
import type { Change } from './single-changes.ts';

/** Ratios of two measurements of the same thing come this close to 1 on a quiet machine. */
const LEAST_FACTOR = 1.1;
/** Normal quantile of 99 % of both sides. */
const Z_99 = 2.576;
/** Fewer say nothing of how much rounds differ. */
const LEAST_DEGREES = 4;
const NOTHING_CHANGED = 'nominal';

export type Effect = 'gain' | 'loss' | 'within chance';

/**
 * A ratio above it is a gain, one below its inverse a loss. From how much the rounds of all changes differ (99 %), and
 * from the row that changes nothing, where there is one; at least 1.1.
 */
export function chanceFactor(changes: readonly Change[]): number {
  const unchanged = changes
    .filter(({ name }) => name === NOTHING_CHANGED)
    .map(({ rateRatio }) => Math.exp(Math.abs(Math.log(rateRatio))));
  return Math.max(LEAST_FACTOR, ...unchanged, spreadFactor(changes));
}

export function effectOf({ rateRatio }: Change, factor: number): Effect {
  if (rateRatio > factor) return 'gain';
  return rateRatio < 1 / factor ? 'loss' : 'within chance';
}

/** Those that were to change something. */
export const changed = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(({ name }) => name !== NOTHING_CHANGED);

/** `1.15× to 1.40×`: where the ratio may lie. */
export const intervalText = ({ rateRatio }: Change, factor: number): string =>
  `${significant(rateRatio / factor)}× to ${significant(rateRatio * factor)}×`;

/** Of the median of the rounds, from the pooled deviation of their logarithms; 1 where there are too few rounds. */
function spreadFactor(changes: readonly Change[]): number {
  let [squares, degrees, fewest] = [0, 0, Number.POSITIVE_INFINITY];
  for (const { ratios } of changes) {
    const logs = ratios.map(Math.log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    squares += logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    degrees += logs.length - 1;
    fewest = Math.min(fewest, logs.length);
  }
  if (degrees < LEAST_DEGREES) return 1;
  const deviation = Math.sqrt(squares / degrees);
  // The median of three or more normal values scatters about 1.25 times as much as their mean.
  const scatter = (fewest > 2 ? 1.2533 : 1) / Math.sqrt(fewest);
  return Math.exp(studentQuantile(degrees) * scatter * deviation);
}

/** Student's t of 99 % of both sides, by the expansion of Cornish and Fisher; within 6 % from 4 degrees of freedom on. */
const studentQuantile = (degrees: number): number =>
  Z_99 +
  (Z_99 ** 3 + Z_99) / (4 * degrees) +
  (5 * Z_99 ** 5 + 16 * Z_99 ** 3 + 3 * Z_99) / (96 * degrees ** 2);
