/** What judging takes for granted, each with its reason. */

/**
 * Busy share of an agent's event loop from which its own queueing decides the latencies: at 0.9 a
 * single server's mean wait is nine service times (M/M/1: u / (1 - u)), at 0.8 it is four.
 */
export const HEALTHY_LOOP_UTILIZATION = 0.9;

/**
 * Share of the offered load that the generator may leave unsent: what a rate or a latency shows at
 * 99 % of a load is within the noise of two runs at the full one.
 */
export const UNSENT_BY_GENERATOR = 0.01;

/** Share of the offered load kept back by the target from which it, not the generator, set the pace. */
export const UNSENT_BY_TARGET = 0.01;

/**
 * A mean with messages that were never answered has no value; up to this share they are left to
 * `lost` and `acknowledged`, which are exact.
 */
export const UNANSWERED_IN_MEAN = 0.01;

/**
 * Share of a window's requests without any answer from which the target hung, died or refused: how
 * fast the others were says nothing for it, not even a median.
 */
export const HUNG_TARGET = 0.1;

/** A stall is felt for as long again while the backlog is worked off. */
export const STALL_REACH = 2;

/** Share of the time between intended and real write that is the generator's, for it to be to blame. */
export const LAG_MAJORITY = 0.5;

/** Taken from a CPU by the host within a second; what is below it is a shared machine's everyday. */
export const NOTICED_STEAL_MS = 100;
