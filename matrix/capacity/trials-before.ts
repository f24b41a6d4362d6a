/** The trials that a search takes over from the run that was cut off. Pure. */
import type { CapacityResult, CapacityTrial } from '../../saved/capacity.ts';
import { differences } from '../../saved/differences.ts';
import { answerOf } from './answer.ts';
import type { CapacityPlan } from './options.ts';
import { nextStep } from './search.ts';

/** How the search that was cut off differs from this one; empty: in nothing. */
export function otherSearch(before: CapacityResult, plan: CapacityPlan, axis: string): string {
  const of = ({ unit, from, to, widthPercent, confirmMs }: CapacityResult) => ({
    axis: before.axis,
    unit,
    from,
    to,
    widthPercent,
    confirmMs,
  });
  return differences(of(before), { ...of(answerOf(plan, axis, [], 'interrupted')), axis });
}

/**
 * Those that were judged. A failure and the recovery after it are of one target: where the recovery is still to be
 * measured, the failure is measured again, too.
 */
export function trialsBefore(plan: CapacityPlan, before: CapacityResult): readonly CapacityTrial[] {
  const kept = before.trials.filter(({ verdict }) => verdict !== 'invalid');
  while (kept.length > 0) {
    const step = nextStep(plan, kept);
    if (step.kind === 'done' || step.purpose !== 'recovery') break;
    kept.pop();
  }
  return kept;
}
