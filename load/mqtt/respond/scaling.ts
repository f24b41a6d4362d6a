/**
 * How many workers a pool is to have. The pressure on a pool is the larger of two shares: how full its queue is, and how
 * long requests waited of the wait that counts as much as a full queue. Long queues are full long after requests wait too
 * long, so the fill alone says nothing in time. Pure.
 */
import type { PoolPlan } from './plan.ts';

/** How often a pool is looked at. */
export const SCALING_PERIOD_US = 100_000;

/** A pool finds its size within a few periods, whatever it is. */
const GROWTH = 2;
/** Of the workers that were busy at most while the pressure was low. */
const RESERVE = 1.25;

/** What a pool went through since it was looked at last. */
export interface Strain {
  readonly workers: number;
  /** Workers that have a request. */
  readonly busy: number;
  /** Requests that wait. */
  readonly queued: number;
  /** The longest wait, of requests that still wait too. */
  readonly waitUs: number;
  /** Since when the pressure is low; Infinity = it is not. */
  readonly lowSinceUs: number;
  /** The most workers that were busy at once since then. */
  readonly mostBusy: number;
}

export type ScalingCause = 'wait' | 'fill' | 'idle';

export interface Decision {
  readonly atUs: number;
  readonly from: number;
  readonly to: number;
  readonly cause: ScalingCause;
  readonly queued: number;
  readonly waitUs: number;
}

export const fillOf = (plan: PoolPlan, queued: number): number => queued / plan.queue;
export const waitShare = (plan: PoolPlan, waitUs: number): number => waitUs / 1000 / plan.fullWaitMs;
export const pressureOf = (plan: PoolPlan, { queued, waitUs }: Pick<Strain, 'queued' | 'waitUs'>): number =>
  Math.max(fillOf(plan, queued), waitShare(plan, waitUs));

/** Null: the pool stays as it is. */
export function decide(plan: PoolPlan, strain: Strain, atUs: number): Decision | null {
  const { workers, busy, queued, waitUs, lowSinceUs, mostBusy } = strain;
  const decision = (to: number, cause: ScalingCause): Decision | null =>
    to === workers ? null : { atUs, from: workers, to, cause, queued, waitUs };
  // While a worker is free, those that waited were many at once: that is over.
  if (pressureOf(plan, strain) > plan.scaleUp)
    return decision(
      busy < workers ? workers : Math.min(plan.max, workers * GROWTH),
      fillOf(plan, queued) > waitShare(plan, waitUs) ? 'fill' : 'wait',
    );
  if (atUs - lowSinceUs < plan.settleMs * 1000) return null;
  return decision(Math.min(workers, Math.max(plan.min, Math.ceil(mostBusy * RESERVE))), 'idle');
}
