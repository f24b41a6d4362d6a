/** When the clients of a group that stops are gone. */
import type { GroupPlan } from './plan.ts';

/** Longest time for the last acknowledgements and deliveries. */
const LONGEST_MS = 1000;

/** How long clients of a group that has stopped wait for what is under way. */
export const lingerMs = (drainMs: number): number => Math.min(drainMs, LONGEST_MS);

/** After the start of the measure phase; null = they stay to the end. */
export const leavesAfterMs = ({ stopAfterMs }: GroupPlan, drainMs: number): number | null =>
  stopAfterMs === null ? null : stopAfterMs + lingerMs(drainMs);
