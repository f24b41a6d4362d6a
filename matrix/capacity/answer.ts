/** From the trials of a capacity search to its answer. Pure. */
import { medianAt } from '../../reporters/sweeps/delivered.ts';
import type { CapacityResult, CapacityTrial, StopReason } from '../../saved/capacity.ts';
import type { CapacityPlan } from './options.ts';
import { boundsOf, recoveryOf } from './search.ts';

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
  const known = ({ deliveredPerSecond: perSecond }: CapacityTrial) =>
    perSecond === null ? null : { perSecond };
  const deliveredPerSecond = medianAt(lower, trials, known)?.perSecond ?? null;
  return upper === null
    ? { ...frame, bounds: 'at least', lower, deliveredPerSecond }
    : { ...frame, bounds: 'between', lower, upper, deliveredPerSecond };
}
