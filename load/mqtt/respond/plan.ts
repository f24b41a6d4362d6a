/** What a responding group of a plan does with requests: the pool of its workers, and how long their work takes. */
import { z } from 'zod';
import type { PlainData } from '../../plain-data.ts';

export const poolPlan = z.object({
  /** Workers. */
  min: z.number(),
  max: z.number(),
  /** Requests that wait for a worker, at most. */
  queue: z.number(),
  /** What becomes of a request that finds the queue full: it is thrown away, or nothing more is read until there is room. */
  onFull: z.literal(['drop', 'wait']),
  /** A queue wait that counts as much as a full queue. */
  fullWaitMs: z.number(),
  /** More workers above this pressure, fewer below that one: see `scaling.ts`. */
  scaleUp: z.number(),
  scaleDown: z.number(),
  /** How long the pressure has to be low before there are fewer workers. */
  settleMs: z.number(),
});
export type PoolPlan = PlainData<typeof poolPlan>;

/** `sleep`: a worker waits, as for a database. `cpu`: it keeps a CPU busy. */
export const workPlan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('sleep'), us: z.number() }),
  z.object({ kind: z.literal('cpu'), us: z.number() }),
]);
export type WorkPlan = PlainData<typeof workPlan>;

export const respondPlan = z.object({
  /** A template like `clientId`; with `$share/NAME/…` each request goes to one of the clients. */
  filter: z.string(),
  /** Of the subscription; replies have QoS 0. */
  qos: z.literal([0, 1, 2]),
  /** Of a reply. */
  payloadBytes: z.number(),
  work: workPlan,
  /** Of all clients of the group together. */
  pool: poolPlan,
});
export type RespondPlan = PlainData<typeof respondPlan>;
