/** Runs two arms in pairs, in an order nobody chose, until there are enough runs or the time is up. Knows no clock of its own. */
import type { ArmName, Course, SampleSize } from '../../saved/comparison.ts';
import type { AnyResults } from '../../saved/results.ts';
import { mix } from '../../statistics/random.ts';
import { type MetricSamples, RUNS_REQUIRED } from './metric-verdicts.ts';
import type { ArmRuns } from './paired-samples.ts';
import { fewestRuns, runsNeeded } from './sample-size.ts';

export interface Interleaving {
  /** The `n`th run of an arm, from 1. What it throws ends the comparison, unless `signal` is aborted. */
  readonly run: (arm: ArmName, n: number) => Promise<readonly AnyResults[]>;
  /** The samples so far. */
  readonly samples: (arms: ArmRuns) => readonly MetricSamples[];
  /** Called after each pair; what it throws ends the comparison: nothing is gained by more of the same. */
  readonly check: (arms: ArmRuns) => void;
  /** Called once, when the spread is known. */
  readonly onNeeded: (needed: SampleSize) => void;
  readonly seed: number;
  readonly budgetMs: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** Which arm of the `n`th pair is first, from 0. */
export const pairOrder = (seed: number, n: number): readonly [ArmName, ArmName] =>
  mix(seed, n) % 2 === 0 ? ['base', 'head'] : ['head', 'base'];

/**
 * Five pairs first, or as many more as the number of metrics asks for, whatever the budget; then as many as the spread within the arms asks for, and no more than fit the
 * budget. Whether the arms differ is never looked at on the way: stopping at a good moment would find differences in
 * anything. Each pair holds both arms, so that a machine that grows slower is slower for both.
 */
export async function interleave(how: Interleaving): Promise<{ arms: ArmRuns; course: Course }> {
  const { seed, budgetMs, nowMs, signal } = how;
  const arms = { base: [] as AnyResults[], head: [] as AnyResults[] };
  const order: ArmName[] = [];
  const startedAtMs = nowMs();
  let needed: SampleSize | null = null;
  let pairs = 0;
  const next = (): Course['ended'] | null => {
    if (pairs < RUNS_REQUIRED) return null;
    const tookMs = nowMs() - startedAtMs;
    const samples = how.samples(arms);
    if (needed === null) {
      needed = runsNeeded(samples);
      how.onNeeded(needed);
    }
    const { runs } = needed;
    const short = samples.some(
      ({ base, head }) => base.length * head.length > 0 && Math.min(base.length, head.length) < runs,
    );
    if (pairs >= runs && !short) return 'enough';
    if (pairs < fewestRuns(samples.length)) return null;
    // Invalid runs are made up for, but not for ever.
    if (pairs >= 2 * runs) return 'invalid runs';
    return tookMs + tookMs / pairs > budgetMs ? 'budget' : null;
  };
  let ended: Course['ended'] | null = null;
  try {
    while (ended === null) {
      for (const arm of pairOrder(seed, pairs)) {
        const results = await how.run(arm, pairs + 1);
        order.push(arm);
        arms[arm].push(...results);
      }
      pairs++;
      how.check(arms);
      ended = next();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    ended = 'interrupted';
  }
  return { arms, course: { seed, order, needed, budgetMs, tookMs: nowMs() - startedAtMs, ended } };
}
