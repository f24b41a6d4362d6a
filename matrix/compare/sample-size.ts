/** How many runs an arm a comparison needs, from the spread of the runs it has. It never looks at their difference. */
import type { SampleSize } from '../../saved/comparison.ts';
import { leastP } from '../../statistics/mann-whitney.ts';
import { normalQuantile } from '../../statistics/normal.ts';
import { sumOf } from '../../statistics/sum.ts';
import { ALPHA, type MetricSamples, RUNS_REQUIRED } from './metric-verdicts.ts';
import { noiseFloorPercent } from './noise-floor.ts';

/** Beyond that it is the spread that wants mending: half of it is worth four times the runs. */
export const MOST_RUNS = 50;

/** Rank tests need so much more than the t test where values are normal (asymptotic relative efficiency 3/π). */
const RANKS = Math.PI / 3;

/**
 * Enough that the 95 % interval of no change fits the noise floor nine times in ten: the usual normal formula (J. L. Fleiss,
 * The Design and Analysis of Clinical Experiments, 1986) on logarithms, with the spread within the arms, pooled. So many
 * find a change of twice the floor more than nineteen times in twenty, at the strictest step of Holm for up to 7,000 metrics.
 */
export function runsNeeded(pairs: readonly MetricSamples[]): SampleSize {
  let most: SampleSize = { runs: fewestRuns(pairs.length), because: null, spreadPercent: 0 };
  for (const { cell, metric, base, head, past } of pairs) {
    const spread = pooledSpread([base, head]);
    const floor = Math.log(1 + noiseFloorPercent(metric, past) / 100);
    const fits = (normalQuantile(0.975) + normalQuantile(0.9)) / floor;
    const runs = Math.ceil(2 * RANKS * (spread * fits) ** 2);
    if (runs > most.runs) most = { runs, because: { cell, metric }, spreadPercent: 100 * spread };
  }
  return { ...most, runs: Math.min(MOST_RUNS, most.runs) };
}

/** So many that arms which do not overlap are told from luck, however many metrics are judged; five at least. */
export function fewestRuns(metrics: number): number {
  let runs = RUNS_REQUIRED;
  while (leastP(runs, runs) * metrics >= ALPHA) runs++;
  return runs;
}

/** Standard deviation of the logarithms within the arms; 0 where there are none. */
function pooledSpread(arms: readonly (readonly number[])[]): number {
  let squares = 0;
  let freedom = 0;
  for (const values of arms) {
    if (values.some((value) => value <= 0) || values.length < 2) continue;
    const logs = values.map(Math.log);
    const mean = sumOf(logs, (log) => log) / logs.length;
    squares += sumOf(logs, (log) => (log - mean) ** 2);
    freedom += logs.length - 1;
  }
  return freedom > 0 ? Math.sqrt(squares / freedom) : 0;
}
