/** Comparisons drawn from stored runs, as `tidemark compare` would have made them. Pure. */
import { shuffled } from '../../load/http/random.ts';
import { compareSamples, type MetricSamples, RUNS_REQUIRED } from '../../matrix/regression/compare.ts';
import { runsNeeded } from '../../matrix/regression/sample-size.ts';
import type { MetricComparison } from '../../reporters/comparison.ts';
import { GATED, type StoredRun } from './stored-runs.ts';

/** Without putting back: no run is in both arms, so a thing is not compared with itself in the literal sense. */
export function drawComparison(
  base: readonly StoredRun[],
  head: readonly StoredRun[],
  seed: number,
): readonly MetricComparison[] {
  const same = base === head;
  const order = pick(base, seed);
  const most = same ? Math.floor(base.length / 2) : Math.min(base.length, head.length);
  const others = same ? order.toReversed() : pick(head, seed + 1_000_000);
  const samples = (runs: number): MetricSamples[] =>
    GATED.map((metric) => ({
      cell: 'messages',
      metric,
      unit: 'ms',
      base: order.slice(0, runs).map(({ metrics }) => metrics[metric]),
      head: others.slice(0, runs).map(({ metrics }) => metrics[metric]),
    }));
  const { runs } = runsNeeded(samples(RUNS_REQUIRED));
  return compareSamples(samples(Math.min(runs, most)));
}

const pick = (runs: readonly StoredRun[], seed: number): StoredRun[] =>
  [...shuffled(runs.length, seed)].map((index) => runs[index]!);

/** Wrong where both arms are the same, in either direction. */
export const saysDifferent = (comparison: readonly Pick<MetricComparison, 'verdict'>[]): boolean =>
  comparison.some(({ verdict }) => verdict === 'regressed' || verdict === 'improved');

/** What turns a gate red. */
export const saysSlower = (comparison: readonly Pick<MetricComparison, 'verdict'>[]): boolean =>
  comparison.some(({ verdict }) => verdict === 'regressed');
