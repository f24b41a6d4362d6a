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
