/**
 * CLOCK_MONOTONIC in microseconds: one clock for every process of a host, so a time taken in one
 * agent can be compared with a time taken in another. `performance.now` allocates nothing; the
 * offset to `hrtime` is taken once.
 */
function offsetUs(): number {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  // The tightest of a few brackets: a pause between the two reads would shift every time stamp.
  for (let i = 0; i < 50; i++) {
    const before = performance.now();
    const monotonicUs = Number(process.hrtime.bigint()) / 1000;
    const after = performance.now();
    if (after - before < best) {
      best = after - before;
      offset = monotonicUs - ((before + after) / 2) * 1000;
    }
  }
  return offset;
}

const OFFSET_US = offsetUs();

/** Microseconds of CLOCK_MONOTONIC. */
export const nowUs = (): number => performance.now() * 1000 + OFFSET_US;
