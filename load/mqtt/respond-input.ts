/** What a user writes of a group that answers requests. */
import { z } from 'zod';
import { bytes, milliseconds } from '../plan-input.ts';
import { isFilter } from './filters.ts';
import type { Members } from './members.ts';
import { qosInput } from './publish-input.ts';
import { REPLY_BYTES } from './request/wire.ts';
import type { PoolPlan, RespondPlan } from './respond/plan.ts';
import { readWork } from './respond/work-text.ts';

const count = z.number().int('a whole number is required').min(1, 'at least 1 is required');
const share = z.number().min(0).max(1, 'a share from 0 to 1 is required');
const MOST_QUEUED = 10_000_000;

export const poolInput = z.strictObject({
  /** Workers. Defaults 10 and 1000. */
  min: count.default(10),
  max: count.default(1000),
  /** Requests that wait for a worker. Default 100,000. */
  queue: count.max(MOST_QUEUED).default(100_000),
  /** Default 'drop'. */
  onFull: z.enum(['drop', 'wait']).default('drop'),
  /** A queue wait that counts as much as a full queue. Default '20ms'. */
  fullWait: milliseconds.default(20),
  /** More workers when the queue, or the wait in it, is above this share. Default 0.7. */
  scaleUp: share.default(0.7),
  /** Fewer workers when both have been below this share for `settle`. Default 0.2. */
  scaleDown: share.default(0.2),
  /** Default '5s'. */
  settle: milliseconds.default(5000),
});

export const respondInput = z.strictObject({
  /** `$share/NAME/filter`: each request goes to one client of the group. */
  filter: z.string().min(1),
  qos: qosInput,
  /** Size of a reply. Default '28B', the least. */
  payload: bytes.default(REPLY_BYTES),
  /** 'none', 'sleep 5ms' or 'cpu 1ms'. Default 'none'. */
  work: z
    .string()
    .transform((text, context) => {
      try {
        return readWork(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    })
    .default({ kind: 'none' }),
  /** Of all clients of the group together. */
  pool: poolInput.prefault({}),
});

/** @throws PlanError */
export function readRespond(values: z.output<typeof respondInput>, members: Members): RespondPlan {
  const { filter, qos, payload, work, pool } = values;
  const { checkTemplate, fail } = members;
  checkTemplate('respond.filter', filter);
  if (!isFilter(filter))
    fail(
      'respond.filter',
      `a topic filter is required, + a whole level, # the last one (OASIS MQTT 4.7.1); got '${filter}'.`,
    );
  if (payload < REPLY_BYTES)
    fail(
      'respond.payload',
      `at least ${REPLY_BYTES} B are required for what a reply says; got ${payload} B.`,
    );
  return {
    filter,
    qos,
    payloadBytes: payload,
    work,
    pool: readPool(pool, (field, message) => fail(`respond.pool.${field}`, message)),
  };
}

/** `fail` never returns. */
export function readPool(
  { fullWait, settle, ...pool }: z.output<typeof poolInput>,
  fail: (field: string, message: string) => never,
): PoolPlan {
  if (pool.min > pool.max)
    fail('min', `at most as many workers as max (${pool.max}) are required; got ${pool.min}.`);
  if (pool.scaleDown >= pool.scaleUp)
    fail('scaleDown', `a share below scaleUp (${pool.scaleUp}) is required; got ${pool.scaleDown}.`);
  if (fullWait === 0) fail('fullWait', "a time above 0 is required, like '20ms'; got 0.");
  return { ...pool, fullWaitMs: fullWait, settleMs: settle };
}
