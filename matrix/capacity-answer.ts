/** From the trials of a capacity search to its answer. Pure. */
import type { CapacityResult, CapacityTrial, StopReason } from '../reporters/capacity-result.ts';
import type { CapacityPlan } from './capacity-options.ts';
import { boundsOf, recoveryOf } from './capacity-search.ts';

export function answerOf(
  plan: CapacityPlan,
  axis: string,
  trials: readonly CapacityTrial[],
  stop: StopReason,
): CapacityResult {
  const { lower, upper, confirmed } = boundsOf(plan, trials);
  const frame = {
    axis,
    unit: plan.unit,
    from: plan.from,
    to: plan.to,
    widthPercent: Math.round(plan.width * 1e6) / 1e4,
    confirmMs: plan.confirmMs,
    trials: [...trials],
    stop,
    recovery: recoveryOf(trials),
    confirmed: plan.confirm ? confirmed : null,
  } as const;
  if (lower === null)
    return upper === null ? { ...frame, bounds: 'unknown' } : { ...frame, bounds: 'below', upper };
  const deliveredPerSecond = deliveredAt(lower, trials);
  return upper === null
    ? { ...frame, bounds: 'at least', lower, deliveredPerSecond }
    : { ...frame, bounds: 'between', lower, upper, deliveredPerSecond };
}

/** Median of the trials that held the load, the recovery trial left out. */
function deliveredAt(load: number, trials: readonly CapacityTrial[]): number | null {
  const rates = trials
    .filter((trial) => trial.load === load && trial.verdict === 'pass' && trial.purpose !== 'recovery')
    .flatMap(({ deliveredPerSecond }) => deliveredPerSecond ?? [])
    .sort((a, b) => a - b);
  return rates[Math.floor((rates.length - 1) / 2)] ?? null;
}
