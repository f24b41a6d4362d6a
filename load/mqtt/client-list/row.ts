/** One client of a client list: what mqttbench has of it, and what of that is carried out. */
import { z } from 'zod';
import { isHost } from './host.ts';

/** Braces are those of templates, and ids and topics of a list stand for themselves. */
const plain = (what: string) =>
  z.string(`${what} is required`).refine((text) => !text.includes('{'), `${what} without { is required`);

/** Of one client. */
const MOST_TOPICS = 1000;
const COUNT = /\$\{COUNT:(\d{1,9})-(\d{1,9})\}/;

/** `${COUNT:5-9}` in a topic stands for five topics. */
export function counted(topic: string): readonly string[] {
  const [whole, from, to] = COUNT.exec(topic) ?? [];
  if (whole === undefined) return [topic];
  const [first, last] = [Number(from), Number(to)];
  return Array.from({ length: last - first + 1 }, (_, n) => topic.replace(whole, String(first + n)));
}

/** How many topics it stands for; 0: from is above to. */
function countOf(topic: string): number {
  const [, from, to] = COUNT.exec(topic) ?? [];
  return Math.max(0, Number(to ?? 0) - Number(from ?? 0) + 1);
}

const topicStr = (what: string) =>
  z
    .string(`${what} is required`)
    .min(1, `${what} is required`)
    .refine((text) => countOf(text) > 0, 'a COUNT from a number up to another one is required')
    .refine(
      (text) => !text.replace(COUNT, '').includes('{'),
      `${what} with no { but that of one \${COUNT:from-to} is required`,
    );
const topics = <T extends { topicStr: string }>(one: z.ZodType<T>) =>
  z
    .array(one)
    .refine(
      (all) => all.reduce((sum, topic) => sum + countOf(topic.topicStr), 0) <= MOST_TOPICS,
      `at most ${MOST_TOPICS} topics of a client are required`,
    )
    .optional();

const topic = z.strictObject({
  topicStr: topicStr('a topic'),
  qos: z.literal([0, 1, 2], '0, 1 or 2 is required').default(0),
  retain: z.boolean().default(false),
});
const subscription = z.strictObject({
  topicStr: topicStr('a topic filter'),
  qos: z.literal([0, 1, 2], '0, 1 or 2 is required').default(0),
});

export const VERSIONS = ['TCP4', 'TCP5', 'WS4', 'WS5'] as const;

export const row = z.strictObject({
  _id: plain('a client id'),
  version: z.literal(VERSIONS, `one of ${VERSIONS.join(', ')} is required`),
  dst: z.string('a host is required').refine(isHost, 'a host is required, like broker-1 or 10.0.0.1'),
  dstPort: z
    .int('a port of 1 to 65,535 is required')
    .min(1, 'a port of 1 to 65,535 is required')
    .max(65_535, 'a port of 1 to 65,535 is required'),
  useTLS: z.boolean().default(false),
  /** MQTT 3.1.1 */
  cleanSession: z.boolean().optional(),
  /** MQTT 5 */
  cleanStart: z.boolean().optional(),
  sessionExpiryIntervalSecs: z.int().min(0).optional(),
  username: z.string().optional(),
  /** Base64. */
  password: z.base64('base64 is required').optional(),
  clientCertPath: z.string().optional(),
  clientKeyPath: z.string().optional(),
  topicAliasMaxIn: z.int().min(0).max(65_535).optional(),
  connectionTimeoutSecs: z.number().min(0.001, 'at least 0.001 is required').optional(),
  publishTopics: topics(topic),
  subscriptions: topics(subscription),
});
export type Row = z.output<typeof row>;
