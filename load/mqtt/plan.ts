/** The plan of groups of MQTT clients. */
import { z } from 'zod';
import { arrivalsPlan } from '../arrivals-plan.ts';
import { list, type PlainData, record } from '../plain-data.ts';
import { phases, targets } from '../plan.ts';
import { tlsPlan } from '../socket/tls-plan.ts';
import { payloadPlan } from './payload/plan.ts';
import { respondPlan } from './respond/plan.ts';

export const QOS = [0, 1, 2] as const;
const qos = z.literal(QOS);

/** Of the clients of a plan that names no ids. */
export const DEFAULT_CLIENT_ID = '{run}-{group}-{client}';

/** How a client comes back whose connection was lost, or that was refused when it came back. */
const reconnect = z.object({
  /** Back-off before the first attempt. */
  afterMs: z.number(),
  /** How many times longer each following one is. */
  factor: z.number(),
  /** The longest. */
  mostMs: z.number(),
  /** Share of a back-off that is random: 0 = none, 1 = all of it. */
  jitter: z.number(),
  seed: z.number(),
});
export type ReconnectPlan = PlainData<typeof reconnect>;

/** Clients leave by plan and come back: they stay `holdMs`, are away `awayMs`, and that `times` times. */
const cycle = z.object({
  holdMs: z.number(),
  awayMs: z.number(),
  times: z.number(),
  /** One after the other, at the ramp; absent: all at once. */
  inTurn: z.literal(true).exactOptional(),
});
export type CyclePlan = PlainData<typeof cycle>;

/** What the broker publishes for a client whose connection ends without DISCONNECT (OASIS MQTT 3.1.2.5). */
const will = z.object({
  /** A template like `clientId`. */
  topic: z.string(),
  /** The largest. */
  payloadBytes: z.number(),
  /** Absent: each will has `payloadBytes`. */
  payload: payloadPlan.exactOptional(),
  qos,
  retain: z.boolean(),
  /** MQTT 5 (3.1.3.2.2). */
  delayS: z.number(),
});
export type WillPlan = PlainData<typeof will>;

const connect = z.object({
  /** 4 = MQTT 3.1.1, 5 = MQTT 5 (OASIS MQTT 3.1.2.2). */
  protocolVersion: z.literal([4, 5]),
  /** Templates: {client} index in the group, {group}, {run}. */
  clientId: z.string(),
  username: z.string().exactOptional(),
  password: z.string().exactOptional(),
  /** 0 = off (OASIS MQTT 3.1.2.10). */
  keepAliveS: z.number(),
  cleanStart: z.boolean(),
  /** MQTT 5 only (OASIS MQTT 5 3.1.2.11.2). */
  sessionExpiryS: z.number(),
  /** How many topic aliases the broker may use; MQTT 5 only (3.1.2.11.5). Absent: none. */
  topicAliasMaximum: z.number().exactOptional(),
  /** A client that has no CONNACK (and SUBACK) by then has failed. */
  timeoutMs: z.number(),
  will: will.exactOptional(),
  /** Absent: not secured. */
  tls: tlsPlan.exactOptional(),
  /** Source addresses, ranges of them, names of interfaces. Absent: the generator chooses. */
  from: list(z.string()).exactOptional(),
  /** Absent: a connection that was lost stays lost. */
  reconnect: reconnect.exactOptional(),
});

/**
 * `open`: one message a period and client, due whatever the target does; `together`: all clients at the same moment, in
 * place of spread over the period. `closed`: a window kept full.
 */
const pace = z.discriminatedUnion('model', [
  z.object({
    model: z.literal('open'),
    periodUs: z.number(),
    together: z.literal(true).exactOptional(),
    arrivals: arrivalsPlan.exactOptional(),
  }),
  z.object({ model: z.literal('closed'), inflight: z.number() }),
]);
export type Pace = PlainData<typeof pace>;

const publish = z.object({
  topic: z.string(),
  /** The largest. */
  payloadBytes: z.number(),
  /** Absent: each message has `payloadBytes`. */
  payload: payloadPlan.exactOptional(),
  qos,
  retain: z.boolean(),
  pace,
  /** Of each client; absent: as many as are due until the end. */
  messages: z.number().exactOptional(),
  /** MQTT 5 (3.3.2.3.4): its topic goes out under this alias, from the second message of a connection on. */
  topicAlias: z.number().exactOptional(),
  /** MQTT 5 (3.3.2.3.3). */
  expiryS: z.number().exactOptional(),
  /** MQTT 5 (3.3.2.3.9); templated like `topic`, as the values of user properties (3.3.2.3.7) are. */
  contentType: z.string().exactOptional(),
  userProperties: record(list(z.string())).exactOptional(),
  /** Number of client 0 in what payloads carry; absent = the group's `firstClient`. */
  firstSender: z.number().exactOptional(),
});
export type PublishPlan = PlainData<typeof publish>;

/** What the clients of a group ask, and where the replies go. */
const request = publish.extend({
  /** Of a connection: a template, `{client}` is the number of the connection. */
  reply: z.string(),
  /** From when a request was due. */
  timeoutMs: z.number(),
});
export type RequestPlan = PlainData<typeof request>;

const subscription = z.object({
  /** Templated like `clientId`; `$share/NAME/…` makes the group one shared subscription. */
  filter: z.string(),
  qos,
  /** MQTT 5 (3.8.3.1): absent = false, false, 0. */
  noLocal: z.literal(true).exactOptional(),
  retainAsPublished: z.literal(true).exactOptional(),
  retainHandling: z.literal([1, 2]).exactOptional(),
  /** How many retained messages each client is to get; absent = it is not known. */
  retained: z.number().exactOptional(),
});
export type SubscriptionPlan = PlainData<typeof subscription>;

const group = z.object({
  name: z.string(),
  /** Virtual ones where `connections` is given. */
  clients: z.number(),
  /** What its clients share; absent: each has one of its own. */
  connections: z.number().exactOptional(),
  /** Number of this group's client 0 in the whole plan; the payload carries firstClient + index. */
  firstClient: z.number(),
  connect,
  subscribe: subscription.exactOptional(),
  /** Further ones of each client. No topic is matched by two of a client. */
  alsoSubscribe: list(subscription).exactOptional(),
  /** Messages that each client takes a second; absent: as fast as they come. */
  readPerSecond: z.number().exactOptional(),
  /** Its clients answer requests; then they subscribe to nothing else and publish nothing. */
  respond: respondPlan.exactOptional(),
  publish: publish.exactOptional(),
  /** Further ones of each client. All are open loops, or all are closed ones. */
  alsoPublish: list(publish).exactOptional(),
  /** Its clients ask; then they publish nothing else. */
  request: request.exactOptional(),
  /** Connection attempts a second over the whole group; null = as fast as they are accepted. */
  rampPerSecond: z.number().nullable(),
  /** Relative to the start of the measure phase; null = connects before anything is published. */
  startAfterMs: z.number().nullable(),
  /** Relative to the start of the measure phase; null = stays to the end. */
  stopAfterMs: z.number().nullable(),
  /** The group that left before this one comes, and whose sessions it asks for: its clients have the same ids. */
  takesUp: z.string().exactOptional(),
  /** Absent: its clients stay. */
  cycle: cycle.exactOptional(),
  /** Its clients leave without DISCONNECT; absent: with one. */
  leave: z.literal('drop').exactOptional(),
});
export type GroupPlan = PlainData<typeof group>;

export const mqttPlan = z.object({
  protocol: z.literal('mqtt'),
  ...targets,
  groups: list(group),
  ...phases,
});
export type Plan = PlainData<typeof mqttPlan>;
