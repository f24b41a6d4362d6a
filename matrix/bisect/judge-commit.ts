/** What the runs of one commit say about it. Pure. */
import type { BisectVerdict, Followed, MeasuredCommit } from '../../saved/bisect.ts';
import { median } from '../../statistics/quartiles.ts';

/** Where good ends and bad begins. */
export interface Line {
  readonly threshold: number;
  /** Between the medians of both ends, in the metric's unit. */
  readonly gap: number;
  readonly better: Followed['better'];
  /** Runs a commit has at most. */
  readonly trials: number;
}

export const isBad = (value: number, { threshold, better }: Pick<Line, 'threshold' | 'better'>): boolean =>
  better === 'lower' ? value > threshold : value < threshold;

/** The side the median of the samples is on; skip when more than half of the runs gave none. */
export function verdictOf(
  { samples, invalid }: Pick<MeasuredCommit, 'samples' | 'invalid'>,
  line: Line,
): BisectVerdict {
  if (samples.length === 0 || invalid.length > line.trials / 2) return 'skip';
  return isBad(median(samples), line) ? 'bad' : 'good';
}

/** Further runs could not change the verdict: more than half of all are on one side, or invalid. */
export function isSettled(
  { samples, invalid }: Pick<MeasuredCommit, 'samples' | 'invalid'>,
  line: Line,
): boolean {
  const bad = samples.filter((value) => isBad(value, line)).length;
  return Math.max(bad, samples.length - bad, invalid.length) > line.trials / 2;
}
