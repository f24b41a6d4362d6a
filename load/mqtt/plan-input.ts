/** What a user writes for `load.mqtt`, and how it becomes a plan. */
import { z } from 'zod';
import type { Written } from '../plain-data.ts';
import type { TargetAddress } from '../plan.ts';
import {
  bytes,
  checked,
  microseconds,
  milliseconds,
  names,
  PlanError,
  type PlanOverrides,
  phasesInput,
  rate,
  readPhases,
} from '../plan-input.ts';
import { randomFields, unknownFields } from '../template.ts';
import { type GroupPlan, type Pace, type Plan, type PublishPlan, QOS } from './plan.ts';
import { readSubscription } from './topic-index.ts';

const qos = z.literal(QOS, { error: 'QoS 0 or 1 is required' }).default(0);

const connect = z.strictObject({
  /** Default '3.1.1'. */
  protocol: z.enum(['3.1.1', '5']).default('3.1.1'),
  /** Templates: {client}, {group}, {run}. Default '{run}-{group}-{client}'. */
  clientId: z.string().default('{run}-{group}-{client}'),
  username: z.string().optional(),
  password: z.string().optional(),
  /** Default '60s'; '0s' = off. */
  keepAlive: milliseconds.default(60_000),
  /** Default true. */
  cleanStart: z.boolean().default(true),
  /** MQTT 5. Default '0s'. */
  sessionExpiry: milliseconds.default(0),
  /** For CONNACK and SUBACK. Default '10s'. */
  timeout: milliseconds.default(10_000),
});

/** Exactly one of `every` (a client), `rate` (the group), `inflight` (closed loop). */
const publish = z.strictObject({
  topic: z.string().min(1),
  /** Default '64B'. */
  payload: bytes.default(64),
  qos,
  retain: z.boolean().default(false),
  every: microseconds.optional(),
  rate: rate.optional(),
  /** All clients send at the same moment, once a period: the worst case of many users. With `every` only. */
  together: z.boolean().default(false),
  inflight: z.number().int().min(1).max(1000).optional(),
});

const group = z.strictObject({
  clients: z.number().int('a whole number is required').min(1, 'at least 1 client is required'),
  connect: connect.prefault({}),
  /** `$share/NAME/filter` makes the group one shared subscription. */
  subscribe: z.strictObject({ filter: z.string().min(1), qos }).optional(),
  publish: publish.optional(),
  /** Connection attempts a second. */
  ramp: rate.optional(),
  /** After the start of the measure phase; the group then has a barrier of its own. */
  startAfter: milliseconds.optional(),
  stopAfter: milliseconds.optional(),
});

const input = z.strictObject({
  groups: z.record(names, group),
  /** Connection attempts a second over all groups; absent: as fast as they are accepted. */
  ramp: rate.optional(),
  ...phasesInput,
});

export type MqttPlanInput = Written<typeof input>;
export type MqttGroupInput = Written<typeof group>;
type GroupValues = z.output<typeof group>;

const LARGEST_PAYLOAD_BYTES = 256 * 1024 * 1024 - 1024;

/** Checks what the user wrote and gives every quantity its unit. @throws PlanError */
export function readPlan(written: MqttPlanInput, target: TargetAddress, overrides: PlanOverrides = {}): Plan {
  const values = checked(input, written);
  const phases = readPhases(values, overrides);
  if (Object.keys(values.groups).length === 0)
    throw new PlanError('groups: at least one group of clients is required; got none.');
  const credentials = credentialsOf(target.url);
  let firstClient = 0;
  const groups = Object.entries(values.groups).map(([name, group]): GroupPlan => {
    const plan = readGroup(
      name,
      { ...group, connect: { ...credentials, ...group.connect } },
      firstClient,
      values.ramp,
      phases.measureMs,
    );
    firstClient += group.clients;
    return plan;
  });
  checkOwed(groups);
  checkClientIds(groups);
  return {
    protocol: 'mqtt',
    target: { url: target.url, host: target.host, port: target.port },
    groups,
    ...phases,
  };
}

function readGroup(
  name: string,
  group: GroupValues,
  firstClient: number,
  ramp: number | undefined,
  measureMs: number,
): GroupPlan {
  const fail = (field: string, message: string): never => {
    throw new PlanError(`groups.${name}.${field}: ${message}`);
  };
  const { connect, subscribe, publish } = group;
  if (connect.sessionExpiry > 0 && connect.protocol !== '5')
    fail('connect.sessionExpiry', "protocol '5' is required for a session expiry; got '3.1.1'.");
  if (connect.password !== undefined && connect.username === undefined)
    fail('connect.password', 'a user name is required with a password (OASIS MQTT 3.1.1 3.1.2.9).');
  for (const [field, text] of Object.entries({
    'connect.clientId': connect.clientId,
    'subscribe.filter': subscribe?.filter,
    'publish.topic': publish?.topic,
  })) {
    const unknown = unknownFields(text ?? '')[0];
    if (unknown !== undefined)
      fail(field, `{client}, {group}, {run} or {random:10000:x10} is required in braces; got {${unknown}}.`);
    const few = randomFields(text ?? '').find((below) => below < group.clients);
    if (few !== undefined)
      fail(field, `a number for each of ${group.clients} clients is required; got ${few}.`);
  }
  if (group.clients > 1 && !connect.clientId.includes('{client}'))
    fail(
      'connect.clientId',
      `{client} is required for ${group.clients} clients: equal client ids throw each other out.`,
    );
  if (subscribe && !validFilter(subscribe.filter))
    fail(
      'subscribe.filter',
      `a topic filter is required, + a whole level, # the last one (OASIS MQTT 4.7.1); got '${subscribe.filter}'.`,
    );
  if (publish && /[+#\0]/.test(publish.topic))
    fail('publish.topic', `a topic without wildcards is required; got '${publish.topic}'.`);
  const keepAliveS = connect.keepAlive / 1000;
  if (!Number.isInteger(keepAliveS) || keepAliveS > 65_535)
    fail(
      'connect.keepAlive',
      `whole seconds up to 65,535 are required (OASIS MQTT 3.1.2.10); got ${keepAliveS} s.`,
    );
  const sessionExpiryS = connect.sessionExpiry / 1000;
  if (!Number.isInteger(sessionExpiryS) || sessionExpiryS > 0xffffffff)
    fail('connect.sessionExpiry', `whole seconds up to 2^32 - 1 are required; got ${sessionExpiryS} s.`);
  const { startAfter, stopAfter } = group;
  if (startAfter !== undefined && startAfter >= measureMs)
    fail(
      'startAfter',
      `a time within the measure phase of ${measureMs / 1000} s is required; got ${startAfter / 1000} s.`,
    );
  if (stopAfter !== undefined && stopAfter <= (startAfter ?? 0))
    fail(
      'stopAfter',
      `a time after startAfter (${(startAfter ?? 0) / 1000} s) is required; got ${stopAfter / 1000} s.`,
    );
  const rampPerSecond = group.ramp ?? ramp ?? null;
  const stayMs = Math.min(stopAfter ?? measureMs, measureMs) - (startAfter ?? 0);
  if (startAfter !== undefined && rampPerSecond !== null && (group.clients / rampPerSecond) * 1000 >= stayMs)
    fail(
      'ramp',
      `the group stays ${stayMs / 1000} s: a ramp that ends before is required; ${group.clients} clients at ${rampPerSecond}/s take ${group.clients / rampPerSecond} s.`,
    );
  return {
    name,
    clients: group.clients,
    firstClient,
    connect: {
      protocolVersion: connect.protocol === '5' ? 5 : 4,
      clientId: connect.clientId,
      ...(connect.username !== undefined && { username: connect.username }),
      ...(connect.password !== undefined && { password: connect.password }),
      keepAliveS,
      cleanStart: connect.cleanStart,
      sessionExpiryS,
      timeoutMs: connect.timeout,
    },
    ...(subscribe && { subscribe }),
    ...(publish && { publish: readPublish(publish, group.clients, fail) }),
    rampPerSecond,
    startAfterMs: startAfter ?? null,
    stopAfterMs: stopAfter === undefined || stopAfter >= measureMs ? null : stopAfter,
  };
}

function readPublish(
  publish: NonNullable<GroupValues['publish']>,
  clients: number,
  fail: (field: string, message: string) => never,
): PublishPlan {
  const { every, rate, inflight, together } = publish;
  const given = [every, rate, inflight].filter((value) => value !== undefined).length;
  if (given !== 1) fail('publish', `exactly one of every, rate, inflight is required; got ${given}.`);
  if (every === 0) fail('publish.every', "a period above 0 is required, like '6s'; got 0.");
  if (together && every === undefined)
    fail('publish.together', 'every is required: all send at the same moment, once a period.');
  if (inflight !== undefined && publish.qos === 0)
    fail(
      'publish.inflight',
      'QoS 1 is required for a closed loop: QoS 0 has no acknowledgement to wait for.',
    );
  if (publish.payload > LARGEST_PAYLOAD_BYTES || !Number.isInteger(publish.payload))
    fail(
      'publish.payload',
      `a whole number of bytes below 256 MiB is required (OASIS MQTT 2.1.4); got ${publish.payload}.`,
    );
  const pace: Pace =
    inflight !== undefined
      ? { model: 'closed', inflight }
      : { model: 'open', periodUs: every ?? (clients / rate!) * 1e6, ...(together && { together }) };
  return {
    topic: publish.topic,
    payloadBytes: publish.payload,
    qos: publish.qos,
    retain: publish.retain,
    pace,
  };
}

/** Two clients with one id throw each other out (OASIS MQTT 3.1.4), and the broker would look at fault. */
function checkClientIds(groups: readonly GroupPlan[]): void {
  const seen = new Map<string, string>();
  for (const { name, connect } of groups) {
    const other = connect.clientId.includes('{group}') ? undefined : seen.get(connect.clientId);
    if (other !== undefined)
      throw new PlanError(
        `groups.${name}.connect.clientId: {group}, or ids unlike those of group ${other}, are required; both have '${connect.clientId}'.`,
      );
    seen.set(connect.clientId, name);
  }
}

/** What a subscriber is owed that comes late or leaves early follows from the schedule; a closed loop has none. */
function checkOwed(groups: readonly GroupPlan[]): void {
  const closed = groups.find((group) => group.publish?.pace.model === 'closed');
  const passing = groups.find(
    (group) => group.subscribe && (group.startAfterMs !== null || group.stopAfterMs !== null),
  );
  if (closed && passing) {
    throw new PlanError(
      `groups.${passing.name}: a subscribing group with startAfter or stopAfter needs publishers with every or rate; group ${closed.name} is a closed loop (inflight), so what is owed cannot be known.`,
    );
  }
}

/** User name and password of a target's URL serve every group that names none. */
function credentialsOf(targetUrl: string): { username?: string; password?: string } {
  const { username, password } = new URL(targetUrl);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
  };
}

function validFilter(filter: string): boolean {
  const levels = readSubscription(filter).filter.split('/');
  return levels.every(
    (level, i) => level === '+' || (level === '#' && i === levels.length - 1) || !/[+#\0]/.test(level),
  );
}
