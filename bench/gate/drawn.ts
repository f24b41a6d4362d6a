/** Comparisons drawn from stored runs, as `tidemark compare` would have made them. Pure. */
import { compareSamples, type MetricSamples, RUNS_REQUIRED } from '../../matrix/compare/metric-verdicts.ts';
import { runsNeeded } from '../../matrix/compare/sample-size.ts';
import type { MetricComparison } from '../../saved/comparison.ts';
import { shuffled } from '../../statistics/random.ts';
import { GATED, type Gated, type StoredRun } from './stored-runs.ts';

export interface Pool {
  readonly base: readonly StoredRun[];
  /** The same array: the broker is compared with itself, each run in one arm alone. */
  readonly head: readonly StoredRun[];
  /** Head's values times this: a slowdown of a known size where none can be built. */
  readonly factor?: number;
}

/** With as many runs as `compare` asks for without a time limit, as far as the stored ones go. */
export function drawComparison({ base, head, factor = 1 }: Pool, seed: number): readonly MetricComparison[] {
  const same = base === head;
  const most = same ? Math.floor(base.length / 2) : Math.min(base.length, head.length);
  const order = pick(base, seed);
  const others = same ? order.toReversed() : pick(head, seed + 1_000_000);
  const samples = (runs: number): MetricSamples[] =>
    GATED.map((metric) => ({
      cell: 'messages',
      metric,
      unit: 'ms',
      base: order.slice(0, runs).map(({ metrics }) => metrics[metric]),
      head: others.slice(0, runs).map(({ metrics }) => factor * metrics[metric]),
    }));
  const { runs } = runsNeeded(samples(RUNS_REQUIRED));
  return compareSamples(samples(Math.min(runs, most)));
}

const pick = (runs: readonly StoredRun[], seed: number): StoredRun[] =>
  [...shuffled(runs.length, seed)].map((index) => runs[index]!);

type Judged = readonly Pick<MetricComparison, 'metric' | 'verdict'>[];

/** Wrong where both arms are the same, in either direction and on any metric. */
export const isAlarm = (comparison: Judged): boolean =>
  comparison.some(({ verdict }) => verdict === 'regressed' || verdict === 'improved');

/** Found: this metric has regressed, whatever the others did. */
export const finds =
  (metric: Gated) =>
  (comparison: Judged): boolean =>
    comparison.some((row) => row.metric === metric && row.verdict === 'regressed');
