import { describe, expect, test } from 'vitest';
import { agreementOf } from '../../../bench/truth/agreement.ts';
import { newHistogram } from '../../../load/histogram.ts';

/** `count` exchanges of 1 to `count` times a step each, reported longer by `lateUs`. */
function agreement(count: number, stepUs: number, lateUs: (us: number) => number) {
  const histogram = newHistogram();
  const durations = Array.from({ length: count }, (_, nth) => (nth + 1) * stepUs);
  for (const us of durations) histogram.recordValue(us + lateUs(us));
  return agreementOf(
    durations.map((us) => ({ atMs: 0, durationMs: us / 1000 })),
    histogram,
  );
}

describe('a report agrees with the capture', () => {
  test('within 0.15 ms', () => {
    expect(agreement(1000, 1, () => 145).agrees).toBe(true);
    expect(agreement(1000, 1, () => 160).agrees).toBe(false);
  });

  test('within 5 %, where that is more', () => {
    expect(agreement(1000, 100, (us) => Math.round(us * 0.045)).agrees).toBe(true);
    const { agrees, rows } = agreement(1000, 100, (us) => Math.round(us * 0.06));
    expect(agrees).toBe(false);
    expect(rows.map((row) => row.agrees)).toEqual([false, false, false]);
  });

  test('in the number of exchanges', () => {
    const half = newHistogram();
    half.recordValueWithCount(1000, 50);
    const exchanges = Array.from({ length: 100 }, () => ({ atMs: 0, durationMs: 1 }));
    expect(agreementOf(exchanges, half)).toMatchObject({ captured: 100, reported: 50, agrees: false });
  });

  test('not where nothing was captured', () => {
    expect(agreementOf([], newHistogram()).agrees).toBe(false);
  });
});
