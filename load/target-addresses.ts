import type { AnyPlan, TargetAddress } from './plan.ts';

/** All that a load goes to. Where hosts are looked up, a name with several addresses is several. */
export const targetsOf = ({
  target,
  alsoTargets = [],
}: Pick<AnyPlan, 'target' | 'alsoTargets'>): readonly TargetAddress[] => [target, ...alsoTargets];
