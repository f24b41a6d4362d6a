/** What a user writes of what the clients of a group publish. */
import { z } from 'zod';
import { arrivalInput, rateInput, readRate } from '../arrivals-input.ts';
import type { Written } from '../plain-data.ts';
import { microseconds } from '../plan-input.ts';
import type { Fail, Members } from './members.ts';
import { oneOrList } from './one-or-list.ts';
import { payloadInput, readPayload } from './payload/input.ts';
import { type GroupPlan, type Pace, type PublishPlan, QOS } from './plan.ts';
import { propertiesInput, readProperties } from './properties-input.ts';

/** Each has up to 1,000 packet identifiers, and there are 65,535 (OASIS MQTT 2.2.1). */
const MOST_PUBLICATIONS = 64;

export const qosInput = z.literal(QOS, { error: 'QoS 0, 1 or 2 is required' }).default(0);

/** How messages, or requests, follow one another. */
export const paceInput = {
  every: microseconds.optional(),
  /** Messages a second of the group. */
  rate: rateInput.optional(),
  arrival: arrivalInput,
  /** Of what is random. Default 1: the same seed gives the same moments, sizes and numbers in payloads. */
  seed: z.number().int().min(0).default(1),
  /** All clients send at the same moment, once a period: the worst case of many users. With `every` only. */
  together: z.boolean().default(false),
  inflight: z.number().int().min(1).max(1000).optional(),
};

/** Exactly one of `every` (a client), `rate` (the group), `inflight` (closed loop). */
const one = z.strictObject({
  topic: z.string().min(1),
  /** Default '64B'. */
  payload: payloadInput,
  qos: qosInput,
  retain: z.boolean().default(false),
  ...paceInput,
  /** Of each client, after which it sends no more. Where all publishers have one, the load ends when all is done. */
  messages: z
    .number()
    .int('a whole number is required')
    .min(1, 'at least 1 message is required')
    .max(2 ** 32 - 1)
    .optional(),
  ...propertiesInput,
});
type Values = z.output<typeof one>;
export type MqttPublishInput = Written<typeof one>;

/** One publication of each client, or a list of them. */
export const publishInput = oneOrList(one, 'at least one publication is required');

/** Of what is published. @throws PlanError */
export function checkTopic(field: string, topic: string, { checkTemplate, fail }: Members): void {
  checkTemplate(field, topic);
  if (/[+#\0]/.test(topic)) fail(field, `a topic without wildcards is required; got '${topic}'.`);
}

/** @throws PlanError */
export function readPublish(
  written: z.output<typeof publishInput>,
  members: Members,
): Pick<GroupPlan, 'publish' | 'alsoPublish'> {
  const list: readonly Values[] = Array.isArray(written) ? written : [written];
  const aliased = [...new Set(list.filter(({ topicAlias }) => topicAlias).map(({ topic }) => topic))];
  const [publish, ...others] = list.map((values) => ({
    ...readOne(values, members),
    ...(values.topicAlias && { topicAlias: 1 + aliased.indexOf(values.topic) }),
  }));
  if (list.length > MOST_PUBLICATIONS)
    members.fail('publish', `at most ${MOST_PUBLICATIONS} publications are required; got ${list.length}.`);
  if (new Set(list.map(({ inflight }) => inflight === undefined)).size > 1)
    members.fail(
      'publish',
      'open loops (every, rate) alone, or closed loops (inflight) alone, are required in one group. Put the others into a group of their own.',
    );
  return { publish: publish!, ...(others.length > 0 && { alsoPublish: others }) };
}

function readOne(publish: Values, members: Members): PublishPlan {
  const { name: group, clients, fail } = members;
  const { topic, qos, retain, seed, messages } = publish;
  checkTopic('publish.topic', topic, members);
  const pace = readPace(publish, clients, fail);
  const payload = readPayload(publish.payload, { clients, group, seed }, (message) =>
    fail('publish.payload', message),
  );
  const properties = readProperties(publish, members);
  return { topic, ...payload, qos, retain, pace, ...(messages !== undefined && { messages }), ...properties };
}

type PaceValues = z.output<z.ZodObject<typeof paceInput>> & Pick<Values, 'qos'>;

/** `field`: of the group, that says so. @throws PlanError */
export function readPace(values: PaceValues, clients: number, fail: Fail, field = 'publish'): Pace {
  const { every, rate, inflight, together, qos } = values;
  const given = [every, rate, inflight].filter((value) => value !== undefined).length;
  if (given !== 1) fail(field, `exactly one of every, rate, inflight is required; got ${given}.`);
  if (every === 0) fail(`${field}.every`, "a period above 0 is required, like '6s'; got 0.");
  if (together && every === undefined)
    fail(
      `${field}.together`,
      'every is required, because all clients send at the same moment, once a period.',
    );
  if (inflight === undefined) return readOpenPace(values, clients, fail, field);
  if (qos === 0 && field === 'publish')
    fail(
      'publish.inflight',
      'QoS 1 or 2 is required for a closed loop: QoS 0 has no acknowledgement to wait for.',
    );
  if (values.arrival !== 'even')
    fail(
      `${field}.arrival`,
      'every or rate is required: in a closed loop answers say when messages are sent.',
    );
  return { model: 'closed', inflight };
}

function readOpenPace(
  { every, rate, arrival, together, seed }: PaceValues,
  clients: number,
  fail: Fail,
  field: string,
): Pace {
  if (together && arrival !== 'even')
    fail(`${field}.arrival`, "'even' is required with together: all send at the same moment.");
  const { perSecond, arrivals } = readRate(rate ?? (clients / every!) * 1e6, { arrival, seed }, (message) =>
    fail(`${field}.rate`, message),
  );
  const periodUs = every ?? (clients / perSecond) * 1e6;
  return { model: 'open', periodUs, ...(arrivals ? { arrivals } : together && { together }) };
}
