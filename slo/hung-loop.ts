/** A closed loop in which nobody asks any more, because the target answers nobody. */
import { sumOf } from '../statistics/sum.ts';
import { count } from '../text/quantity.ts';
import type { Evidence } from './evidence.ts';
import { HUNG_TARGET } from './limits.ts';
import { stallsWithin } from './stalls.ts';

/** What was asked and what ended, a value a second each. */
export interface Loop {
  /** Of the run, in seconds after the start of the measure phase. */
  readonly firstSecond: number;
  readonly asked: readonly (readonly number[])[];
  readonly ended: readonly (readonly number[])[];
  /** Most that can be under way at once. */
  readonly most: number;
  /** `messages`. */
  readonly what: string;
}

/**
 * Of a window in which nothing was asked: why, in words, where what was asked before had no answer until its end. Null: not so, or the
 * generator stood still for half of it.
 */
export function hungLoop(
  { window, agents }: Pick<Evidence, 'window' | 'agents'>,
  { firstSecond, asked, ended, most, what }: Loop,
): string | null {
  const { fromMs, toMs } = window;
  const seconds = Math.floor(toMs / 1000 - firstSecond);
  const until = (series: Loop['asked']): number =>
    sumOf(series, (one) => sumOf(one.slice(0, seconds), (value) => value));
  const waiting = until(asked) - until(ended);
  if (waiting <= 0 || waiting < HUNG_TARGET * most) return null;
  if (2 * stallsWithin(agents, fromMs, toMs).totalMs > toMs - fromMs) return null;
  return `the target answered none of the ${count(waiting)} ${what} that were under way all the time`;
}
