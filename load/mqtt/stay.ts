/** When the clients of a group that stops are gone. */
import type { GroupPlan } from './plan.ts';

/** Longest time for the last acknowledgements and deliveries. */
const LONGEST_MS = 1000;

/** How long clients of a group that has stopped wait for what is under way. */
export const lingerMs = (drainMs: number): number => Math.min(drainMs, LONGEST_MS);

/** A broker may keep the time of a will's delay in whole seconds. */
export const DELAY_GRACE_MS = 1000;

/** How long after a client dropped its connection the broker has published its will. */
export const willWithinMs = ({ connect: { will } }: GroupPlan): number =>
  will && will.delayS > 0 ? will.delayS * 1000 + DELAY_GRACE_MS : 0;

/**
 * When the sessions of a group can be taken up, after the start of the measure phase: its clients are gone, and their wills
 * are published. Null = they stay to the end.
 */
export const isFreeAfterMs = (group: GroupPlan, drainMs: number): number | null => {
  const { stopAfterMs, leave } = group;
  if (stopAfterMs === null) return null;
  return stopAfterMs + lingerMs(drainMs) + (leave === 'drop' ? willWithinMs(group) : 0);
};

/** When its clients leave by plan for the first time, after the start of the measure phase; null = they stay. */
export function firstLeaveMs(
  { startAfterMs, stopAfterMs, cycle }: GroupPlan,
  drainMs: number,
): number | null {
  if (cycle) return (startAfterMs ?? 0) + cycle.holdMs;
  return stopAfterMs === null ? null : stopAfterMs + lingerMs(drainMs);
}
