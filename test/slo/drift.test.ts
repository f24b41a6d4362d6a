import { describe, expect, test } from 'vitest';
import { driftOf } from '../../slo/drift.ts';

/** A second an entry: the median response time, and how many were answered. */
const series = (...seconds: [p50Ms: number | null, answered: number][]) => ({
  p50Ms: seconds.map(([p50Ms]) => p50Ms),
  answered: seconds.map(([, answered]) => answered),
});
const SIX = { fromMs: 0, toMs: 6000 };

describe('drift', () => {
  test('is the response time of the last third over that of the first, each second weighted by its answers', () => {
    const one = series([10, 100], [40, 200], [99, 1], [99, 1], [60, 300], [20, 100]);
    // (10 * 100 + 40 * 200) / 300 = 30 and (60 * 300 + 20 * 100) / 400 = 50.
    expect(driftOf({ window: SIX, firstMs: 0, series: [one] })).toEqual({ value: 50 / 30, n: 700 });
  });

  test('is over all groups together', () => {
    const [fast, slow] = [10, 50].map((ms) => series(...new Array<[number, number]>(6).fill([ms, 5])));
    const drifting = { ...slow!, p50Ms: [50, 50, 50, 50, 110, 110] };
    expect(driftOf({ window: SIX, firstMs: 0, series: [fast!, drifting] })).toEqual({ value: 2, n: 40 });
  });

  test('counts a second to the third its middle lies in, on the clock of the run', () => {
    const one = series([99, 9], [10, 1], [99, 9], [30, 1], [99, 9]);
    // Thirds of [1000, 4000) are one second each; the series begins at 0.
    expect(driftOf({ window: { fromMs: 1000, toMs: 4000 }, firstMs: 0, series: [one] })).toEqual({
      ...{ value: 3, n: 2 },
    });
    // Middles at 500, 1500, …: the first third begins with one, and ends before the next.
    expect(driftOf({ window: { fromMs: 1500, toMs: 4500 }, firstMs: 0, series: [one] })).toEqual({
      ...{ value: 3, n: 2 },
    });
  });

  test('leaves out the seconds that do not count', () => {
    const one = series([10, 1], [50, 1], [9, 1], [9, 1], [20, 1], [70, 1]);
    const leftOut = (fromMs: number, toMs: number): boolean =>
      [1000, 5000].includes(fromMs) && toMs === fromMs + 1000;
    expect(driftOf({ window: SIX, firstMs: 0, series: [one] }, leftOut)).toEqual({ value: 2, n: 2 });
  });

  test('is not known without an answer in either third, or where the first is below what can be measured', () => {
    const none = [null, 0] as [null, number];
    const of = (start: [number | null, number], end: [number | null, number]) =>
      driftOf({ window: SIX, firstMs: 0, series: [series(start, start, start, end, end, end)] });
    expect(of(none, [10, 5])).toEqual({ missing: 'no answer in the first third of the window' });
    expect(of([10, 5], none)).toEqual({ missing: 'no answer in the last third of the window' });
    expect(of([0, 5], [10, 5])).toEqual({ missing: 'the response time of the first third is below 1 us' });
  });
});
