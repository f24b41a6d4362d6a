/** One client of a client list: what mqttbench has of it, and what of that is carried out. */
import { z } from 'zod';

const topic = z.strictObject({
  topicStr: z.string().min(1, 'a topic is required'),
  qos: z.literal([0, 1, 2], '0, 1 or 2 is required').default(0),
  retain: z.boolean().default(false),
});
const subscription = z.strictObject({
  topicStr: z.string().min(1, 'a topic filter is required'),
  qos: z.literal([0, 1, 2], '0, 1 or 2 is required').default(0),
});

export const VERSIONS = ['TCP4', 'TCP5', 'WS4', 'WS5'] as const;

export const row = z.strictObject({
  _id: z.string('a client id is required'),
  version: z.literal(VERSIONS, `one of ${VERSIONS.join(', ')} is required`),
  dst: z.string('a host is required').min(1, 'a host is required'),
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
  connectionTimeoutSecs: z.number().positive().optional(),
  publishTopics: z.array(topic).optional(),
  subscriptions: z.array(subscription).optional(),
});
export type Row = z.output<typeof row>;
