import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareSamples, RUNS_REQUIRED } from '../../../matrix/compare/metric-verdicts.ts';
import { fewestRuns, MOST_RUNS, runsNeeded } from '../../../matrix/compare/sample-size.ts';

const five = (spreadPercent: number, level = 10): number[] =>
  [-1.2, -0.6, 0, 0.6, 1.2].map((z) => level * (1 + (z * spreadPercent) / 100));
const samples = (base: readonly number[], head: readonly number[], metric = 'delivery.p50') => ({
  cell: 'small',
  metric,
  unit: 'ms',
  base,
  head,
});

test('five runs an arm are enough of what hardly spreads', () => {
  expect(runsNeeded([samples(five(1), five(1))])).toEqual({ runs: 5, because: null, spreadPercent: 0 });
});

/** Five runs whose logarithms have exactly this standard deviation. */
const spreading = (deviation: number): number[] =>
  [-1.2, -0.6, 0, 0.6, 1.2].map((z) => 10 * Math.exp((z * deviation) / Math.sqrt(0.9)));

test('the interval of no change fits the noise floor nine times in ten', () => {
  // 2 * (0.04 * (1.960 + 1.282) / log(1.05)) ** 2 runs of values that are normal, and π / 3 as many for ranks.
  expect(runsNeeded([samples(spreading(0.04), spreading(0.04))])).toEqual({
    runs: 15,
    because: { cell: 'small', metric: 'delivery.p50' },
    spreadPercent: expect.closeTo(4, 10),
  });
  // log(1.25) of the worst sample is wider.
  expect(runsNeeded([samples(spreading(0.2), spreading(0.2), 'delivery.max')]).runs).toBe(18);
});

test('an arm without a spread of its own leaves it to the other', () => {
  const other = {
    runs: 15,
    because: { cell: 'small', metric: 'delivery.p50' },
    spreadPercent: expect.closeTo(4, 10),
  };
  for (const arm of [[], [10], [0, 20, 5, 3, 1]]) {
    expect(runsNeeded([samples(arm, spreading(0.04))])).toEqual(other);
    expect(runsNeeded([samples(spreading(0.04), arm)])).toEqual(other);
  }
  // Two values spread, and count for one of the three.
  const [low, high] = [10, 10 * Math.exp(0.04 * Math.sqrt(2))];
  expect(runsNeeded([samples([low, high], spreading(0.04))])).toEqual(other);
  expect(runsNeeded([samples([low, high], [10])])).toEqual(other);
});

test('of metrics that spread alike the first is named', () => {
  const alike = [samples(spreading(0.04), [], 'delivery.p50'), samples(spreading(0.04), [], 'delivery.p99')];
  expect(runsNeeded(alike).because).toEqual({ cell: 'small', metric: 'delivery.p50' });
});

test('more spread asks for more runs, up to the most that help', () => {
  const runs = [1, 2, 4, 6, 10, 40].map((spread) => runsNeeded([samples(five(spread), five(spread))]).runs);
  expect(runs).toEqual([...runs].sort((a, b) => a - b));
  expect(runs[2]).toBeGreaterThan(10);
  expect(runs.at(-1)).toBe(MOST_RUNS);
});

test('the metric that spreads most is named with its spread', () => {
  const needed = runsNeeded([samples(five(1), five(1)), samples(five(4), five(4), 'delivery.p99')]);
  expect(needed.because).toEqual({ cell: 'small', metric: 'delivery.p99' });
  expect(needed.spreadPercent).toBeCloseTo(3.8, 0);
});

test('how far the arms are apart does not matter', () => {
  expect(runsNeeded([samples(five(4), five(4, 90))])).toEqual(runsNeeded([samples(five(4, 90), five(4))]));
});

test('many metrics ask for more runs, so that none hides behind the others', () => {
  const many = Array.from({ length: 30 }, () => samples(five(1), five(1)));
  expect(runsNeeded(many).runs).toBe(8);
});

test('what never moves, and what is nothing, asks for none', () => {
  expect(
    runsNeeded([samples([0, 0, 0, 0, 0], [0, 0, 0, 0, 3]), samples([4, 4, 4, 4, 4], [5, 5, 5, 5, 5])]).runs,
  ).toBe(fewestRuns(2));
});

test('runs are never so few that arms which do not overlap could be luck', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (metrics) => {
      const runs = fewestRuns(metrics);
      expect(runs).toBeGreaterThanOrEqual(RUNS_REQUIRED);
      const [low, high] = [1, 2].map((level) => Array.from({ length: runs }, (_, nth) => level + nth / 1000));
      const pairs = Array.from({ length: metrics }, () => samples(low!, high!));
      expect(new Set(compareSamples(pairs).map(({ verdict }) => verdict))).toEqual(new Set(['regressed']));
    }),
    { numRuns: 20 },
  );
});
