/**
 * The settings that make mqtt-rr-bench ask at a rate. Each of its publishers asks BATCH_SIZE clients at once, BATCH_SIZE
 * times in INTERVAL_MS, one client after the other; so a client is asked for once in a time that neither of them tells. Pure.
 */
export const PUBLISHERS = 20;

/** A larger share of the rate would show in the figures. */
const OFF_AT_MOST = 0.01;
const LARGEST_BATCH = 1000;

export interface OriginalPace {
  readonly batch: number;
  readonly intervalMs: number;
}

/**
 * The smallest batch from `least` on for which a whole number of milliseconds gives the rate.
 *
 * @throws RangeError when there is none
 */
export function originalPace(requestsPerSecond: number, least: number): OriginalPace {
  for (let batch = least; batch <= LARGEST_BATCH; batch++) {
    const exactMs = (PUBLISHERS * batch ** 2 * 1000) / requestsPerSecond;
    const intervalMs = Math.round(exactMs);
    // Its timer ticks in nanoseconds, but no process wakes more often than once in a millisecond.
    if (intervalMs >= batch && Math.abs(intervalMs / exactMs - 1) <= OFF_AT_MOST)
      return { batch, intervalMs };
  }
  throw new RangeError(
    `mqtt-rr-bench has no settings for ${requestsPerSecond} requests a second in batches of ${least} or more; name another rate.`,
  );
}
