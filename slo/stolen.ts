/** CPU time the machine's host took from it (steal), as `sar` counted it each second. */
import type { SystemSeries } from '../saved/observation.ts';
import { NOTICED_STEAL_MS } from './limits.ts';
import { NO_PAUSES, type Pauses } from './stalls.ts';

/** How well `fromMs` of the series is known. */
const ACCURACY_MS = 100;

/**
 * What was taken from the most stolen CPU in the seconds that touch [fromMs, toMs), on the run's clock. Where in its
 * second it was taken is not known: what neighbouring seconds lost may have been one freeze across their border.
 */
export function stolenWithin(
  system: Pick<SystemSeries, 'fromMs' | 'cpuStolenPercent'> | null | undefined,
  fromMs: number,
  toMs: number,
): Pauses {
  if (!system?.cpuStolenPercent) return NO_PAUSES;
  const takenMs = system.cpuStolenPercent
    .filter((_, second) => {
      const beganMs = system.fromMs + second * 1000;
      return beganMs - ACCURACY_MS < toMs && beganMs + 1000 + ACCURACY_MS > fromMs;
    })
    .map((percent) => percent * 10)
    .map((ms) => (ms >= NOTICED_STEAL_MS ? ms : 0));
  return {
    longestMs: takenMs.reduce((longest, ms, i) => Math.max(longest, ms + (takenMs[i + 1] ?? 0)), 0),
    totalMs: takenMs.reduce((sum, ms) => sum + ms, 0),
  };
}
