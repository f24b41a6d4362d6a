import { describe, expect, test } from 'vitest';
import { feltWithin, stallsWithin } from '../../slo/stalls.ts';

/** Each from when to when, in ms. */
const agent = (...stalls: [fromMs: number, toMs: number][]) => ({
  stalls: stalls.map(([fromMs, toMs]) => ({ atMs: fromMs, durationMs: toMs - fromMs })),
});

describe('stalls of agents', () => {
  test('are those that touch the stretch, the longest of any agent and all together', () => {
    const agents = [agent([900, 1100], [1500, 1800], [3000, 9000]), agent([1900, 2400])];
    expect(stallsWithin(agents, 1000, 2000)).toEqual({ longestMs: 500, totalMs: 1000 });
    expect(stallsWithin(agents, 9000, 9500)).toEqual({ longestMs: 0, totalMs: 0 });
  });

  test('that end as the stretch begins, or begin as it ends, do not touch it', () => {
    const within = (...stall: [number, number]) => stallsWithin([agent(stall)], 1000, 2000).totalMs;
    expect([within(500, 1000), within(500, 1001), within(1999, 2100), within(2000, 2100)]).toEqual([
      ...[0, 501, 101, 0],
    ]);
  });

  test('are felt for as long again, while the backlog is worked off', () => {
    const felt = (...stall: [number, number]) => feltWithin([agent(stall)], 1000, 2000);
    expect([felt(400, 700), felt(400, 701), felt(1999, 2000), felt(2000, 2001)]).toEqual([
      ...[false, true, true, false],
    ]);
  });
});
