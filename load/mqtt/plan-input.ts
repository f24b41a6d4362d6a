/** What a user writes for `load.mqtt`, and how it becomes a plan. */
import type { z } from 'zod';
import type { Duration, Rate, Size } from '../../text/units.ts';
import { randomFields, unknownFields } from '../template.ts';
import type { GroupPlan, Pace, Plan, PublishPlan, Qos, WindowPlan } from './plan.ts';
import { planSchema } from './plan-schema.ts';
import { readSubscription } from './topic-index.ts';

export interface MqttPlanInput {
  readonly groups: Readonly<Record<string, MqttGroupInput>>;
  /** Connection attempts a second over all groups; absent: as fast as they are accepted. */
  readonly ramp?: Rate;
  /** Published and counted by the ledger, not measured. Default '0s'. */
  readonly warmup?: Duration;
  readonly measure: Duration;
  /** Wait for what is under way. Default '2s'. */
  readonly drain?: Duration;
  /** By name: [from, to) after the start of the measure phase. */
  readonly windows?: Readonly<Record<string, readonly [Duration, Duration]>>;
}

export interface MqttGroupInput {
  readonly clients: number;
  readonly connect?: {
    /** Default '3.1.1'. */
    readonly protocol?: '3.1.1' | '5';
    /** Templates: {client}, {group}, {run}. Default '{run}-{group}-{client}'. */
    readonly clientId?: string;
    readonly username?: string;
    readonly password?: string;
    /** Default '60s'; '0s' = off. */
    readonly keepAlive?: Duration;
    /** Default true. */
    readonly cleanStart?: boolean;
    /** MQTT 5. Default '0s'. */
    readonly sessionExpiry?: Duration;
    /** For CONNACK and SUBACK. Default '10s'. */
    readonly timeout?: Duration;
  };
  /** `$share/NAME/filter` makes the group one shared subscription. */
  readonly subscribe?: { readonly filter: string; readonly qos?: Qos };
  /** Exactly one of `every` (a client), `rate` (the group), `inflight` (closed loop). */
  readonly publish?: {
    readonly topic: string;
    /** Default '64B'. */
    readonly payload?: Size;
    readonly qos?: Qos;
    readonly retain?: boolean;
    readonly every?: Duration;
    readonly rate?: Rate;
    readonly inflight?: number;
    /** All clients send at the same moment, once a period: the worst case of many users. With `every` only. */
    readonly together?: boolean;
  };
  readonly ramp?: Rate;
  /** After the start of the measure phase; the group then has a barrier of its own. */
  readonly startAfter?: Duration;
  readonly stopAfter?: Duration;
}

export interface PlanOverrides {
  readonly measureMs?: number;
  readonly pacing?: Plan['pacing'];
  readonly agents?: number;
}

/** A plan that cannot be. The message is for the user: where, required, actual. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

const LARGEST_PAYLOAD_BYTES = 256 * 1024 * 1024 - 1024;

type GroupValues = z.output<typeof planSchema>['groups'][string];

/** Checks what the user wrote and gives every quantity its unit. Throws PlanError. */
export function readPlan(
  written: MqttPlanInput,
  target: { url: string; host: string; port: number },
  overrides: PlanOverrides = {},
): Plan {
  const parsed = planSchema.safeParse(written);
  if (!parsed.success) throw new PlanError(parsed.error.issues.map(issueText).join('\n'));
  const values = parsed.data;
  const measureMs = overrides.measureMs ?? values.measure;
  if (measureMs <= 0) throw new PlanError("measure: a duration above 0 is required, like '30s'; got 0.");
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
      measureMs,
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
    warmupMs: values.warmup,
    measureMs,
    drainMs: values.drain,
    windows: [{ name: 'measure', fromMs: 0, toMs: measureMs }, ...readWindows(values.windows, measureMs)],
    pacing: overrides.pacing ?? 'auto',
    agents: overrides.agents ?? null,
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

export function readWindows(
  windows: Readonly<Record<string, readonly [number, number]>>,
  measureMs: number,
): WindowPlan[] {
  return Object.entries(windows).map(([name, [fromMs, toMs]]) => {
    if (name === 'measure')
      throw new PlanError("windows.measure: another name is required; 'measure' is the whole phase.");
    if (!(fromMs < toMs && toMs <= measureMs)) {
      throw new PlanError(
        `windows.${name}: from < to <= measure (${measureMs / 1000} s) is required; got ${fromMs / 1000} s to ${toMs / 1000} s.`,
      );
    }
    return { name, fromMs, toMs };
  });
}

function validFilter(filter: string): boolean {
  const levels = readSubscription(filter).filter.split('/');
  return levels.every(
    (level, i) => level === '+' || (level === '#' && i === levels.length - 1) || !/[+#\0]/.test(level),
  );
}

export function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}
