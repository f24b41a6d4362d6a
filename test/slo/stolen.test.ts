import { describe, expect, test } from 'vitest';
import { stolenWithin } from '../../slo/stolen.ts';

const NOTHING = { longestMs: 0, totalMs: 0 };
/** From 2 s before the measure phase on, as a recording that began with the warm-up. */
const within = (cpuStolenPercent: number[], fromMs = 0, toMs = 3000) =>
  stolenWithin({ fromMs: -2000, cpuStolenPercent }, fromMs, toMs);

describe('CPU time taken by the host', () => {
  test('is that of the seconds in the stretch, the most in one and in all', () => {
    expect(within([90, 0, 15, 0, 31, 0, 90])).toEqual({ longestMs: 310, totalMs: 460 });
  });

  test('counts from a tenth of a second on: less is everyday on a shared machine', () => {
    expect(within([0, 0, 9.9, 9.9, 9.9])).toEqual(NOTHING);
    expect(within([0, 0, 9.9, 10, 9.9])).toEqual({ longestMs: 100, totalMs: 100 });
  });

  test('of two neighbouring seconds may be one freeze across their border', () => {
    expect(within([0, 0, 40, 60, 20])).toEqual({ longestMs: 1000, totalMs: 1200 });
  });

  test('counts with a whole second where the stretch touches it, or may touch it: its time is known to 0.1 s', () => {
    const oneSecond = (fromMs: number, toMs: number) => within([0, 0, 0, 50], fromMs, toMs).longestMs;
    expect(oneSecond(1999, 2500)).toBe(500);
    expect(oneSecond(2090, 2500)).toBe(500);
    expect(oneSecond(2110, 2500)).toBe(0);
    expect(oneSecond(500, 910)).toBe(500);
    expect(oneSecond(500, 890)).toBe(0);
  });

  test('is looked for in all that was recorded where the stretch has no end', () => {
    expect(within([20, 0, 0, 30], Number.NEGATIVE_INFINITY, 0).totalMs).toBe(200);
    expect(within([20, 0, 0, 30], Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).totalMs).toBe(500);
  });

  test('is none where none was recorded', () => {
    expect(stolenWithin(null, 0, 3000)).toEqual(NOTHING);
    expect(stolenWithin({ fromMs: 0 }, 0, 3000)).toEqual(NOTHING);
    expect(within([])).toEqual(NOTHING);
  });
});
