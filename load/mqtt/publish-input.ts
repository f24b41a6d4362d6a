/** What a user writes of what the clients of a group publish. */
import { z } from 'zod';
import { bytes, microseconds, rate } from '../plan-input.ts';
import type { Fail, Members } from './members.ts';
import { type Pace, type PublishPlan, QOS } from './plan.ts';

export const qosInput = z.literal(QOS, { error: 'QoS 0, 1 or 2 is required' }).default(0);

/** Exactly one of `every` (a client), `rate` (the group), `inflight` (closed loop). */
export const publishInput = z.strictObject({
  topic: z.string().min(1),
  /** Default '64B'. */
  payload: bytes.default(64),
  qos: qosInput,
  retain: z.boolean().default(false),
  every: microseconds.optional(),
  rate: rate.optional(),
  /** All clients send at the same moment, once a period: the worst case of many users. With `every` only. */
  together: z.boolean().default(false),
  inflight: z.number().int().min(1).max(1000).optional(),
});
type Values = z.output<typeof publishInput>;

const LARGEST_PAYLOAD_BYTES = 256 * 1024 * 1024 - 1024;

/** @throws PlanError */
export function readPublish(publish: Values, { clients, checkTemplate, fail }: Members): PublishPlan {
  const { topic, payload, qos, retain } = publish;
  checkTemplate('publish.topic', topic);
  if (/[+#\0]/.test(topic)) fail('publish.topic', `a topic without wildcards is required; got '${topic}'.`);
  const pace = readPace(publish, clients, fail);
  if (payload > LARGEST_PAYLOAD_BYTES || !Number.isInteger(payload))
    fail(
      'publish.payload',
      `a whole number of bytes below 256 MiB is required (OASIS MQTT 2.1.4); got ${payload}.`,
    );
  return { topic, payloadBytes: payload, qos, retain, pace };
}

function readPace({ every, rate, inflight, together, qos }: Values, clients: number, fail: Fail): Pace {
  const given = [every, rate, inflight].filter((value) => value !== undefined).length;
  if (given !== 1) fail('publish', `exactly one of every, rate, inflight is required; got ${given}.`);
  if (every === 0) fail('publish.every', "a period above 0 is required, like '6s'; got 0.");
  if (together && every === undefined)
    fail(
      'publish.together',
      'every is required, because all clients send at the same moment, once a period.',
    );
  if (inflight === undefined)
    return { model: 'open', periodUs: every ?? (clients / rate!) * 1e6, ...(together && { together }) };
  if (qos === 0)
    fail(
      'publish.inflight',
      'QoS 1 or 2 is required for a closed loop: QoS 0 has no acknowledgement to wait for.',
    );
  return { model: 'closed', inflight };
}
