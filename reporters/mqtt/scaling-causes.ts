import type { ScalingCause } from '../../load/mqtt/respond/scaling.ts';

/** Why a pool changed the number of its workers, in words. */
export const SCALING_CAUSES: Readonly<Record<ScalingCause, string>> = {
  wait: 'requests waited too long',
  fill: 'the queue was too full',
  idle: 'workers had nothing to do',
};
