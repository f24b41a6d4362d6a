/** What a run of groups of MQTT clients measured. */
import { z } from 'zod';
import { MQTT_LATENCIES } from '../../metrics/mqtt.ts';
import { gaps, list, numbers, type PlainData, record } from '../plain-data.ts';
import { generatorFrame, invalidFrame, targetStanding } from '../result.ts';
import { mqttPlan } from './plan.ts';
import { requestsResult } from './request/result.ts';
import { respondResult, respondSeries } from './respond/result.ts';
import { CONNECT_PARTS } from './rounds.ts';

const written = {
  /** Due by the schedule; in a closed loop the same as sent. */
  offered: z.number(),
  sent: z.number(),
  /** Offered, not sent, although the client could have: the generator's fault. */
  unsentByGenerator: z.number(),
  /** Offered, not sent: window, socket or connection was the target's. */
  unsentByTarget: z.number(),
};

/** Messages, by intended time within the window. */
const counts = z.object({
  ...written,
  /** Those of QoS 1 and 2, where a group publishes with QoS 0, too. */
  withAcknowledgement: z.object(written).exactOptional(),
  /** QoS 1: PUBACK seen; QoS 2: PUBCOMP seen; QoS 0: 0. */
  acknowledged: z.number(),
  /** Deliveries to this group's subscribers, duplicates included, foreign excluded. */
  received: z.number(),
  /** Deliveries this group's subscribers should have got (a shared subscription counts once). */
  owed: z.number(),
  lost: z.number(),
  /** Of slow consumers (`readRate`): waited for them at the end, or was thrown away by the broker. Absent: none. */
  unread: z.number().exactOptional(),
  duplicated: z.number(),
  /** RFC 4737: sequence number below the next expected one; a late duplicate is a duplicate. */
  reordered: z.number(),
  /** Another run's messages, or none of ours: no header. By arrival time. */
  foreign: z.number(),
  /** Messages that the broker had kept and sent because of a subscription: in no other count, and the same in all windows. */
  retained: z.number().exactOptional(),
  /** Retained messages that the plan expects and that did not come. */
  retainedMissing: z.number().exactOptional(),
});
export type Counts = PlainData<typeof counts>;

const connect = z.object({
  attempted: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  /** By cause: 'connection refused', 'time-out: no CONNACK', 'CONNACK 5 not authorized', … */
  failedBy: record(z.number()),
  /** First attempt and last CONNACK, after the start of the measure phase (mostly negative); null = none. */
  firstAttemptMs: z.number().nullable(),
  lastConnackMs: z.number().nullable(),
  /** The connections of planned returns (`cycle`), and for how long they were being made. Absent: none was due. */
  again: z
    .object({ attempted: z.number(), failed: z.number(), failedBy: record(z.number()), tookMs: z.number() })
    .exactOptional(),
  /** Failed connections that a latency has, at their time-out. Absent: results before that was so, or none failed. */
  atTimeout: z.partialRecord(z.literal(CONNECT_PARTS), z.number()).exactOptional(),
  /** Connections for which the SYN was sent again, by the seconds after which it was answered. Absent: none. */
  synRetries: record(z.number()).exactOptional(),
});

/** All clients of a group connect: at the start, and at each return of its cycle. */
const round = z.object({
  /** When its first client was to connect, after the start of the measure phase; from then to its last CONNACK. */
  fromMs: z.number(),
  tookMs: z.number(),
  attempted: z.number(),
  failed: z.number(),
  failedBy: record(z.number()),
  /** HDR, microseconds, compressed base64; failed connections are in them at their time-out. */
  latencies: z.partialRecord(z.literal(CONNECT_PARTS), z.string()),
  /** Connections that were due, that were made, and that had failed: one value a second, from `fromMs` on. */
  due: numbers,
  connected: numbers,
  failures: numbers,
});
export type RoundResult = PlainData<typeof round>;

/** Of the whole run: the same in every window of the group. */
const returns = z.object({
  /** Connections that were lost and were to be made again, and leaves by plan. */
  lost: z.number(),
  left: z.number(),
  /** Of both, how many clients came back. */
  returned: z.number(),
  /** Connections that were tried to come back, and why they failed, by cause. */
  attempts: z.number(),
  failedBy: record(z.number()),
  /** Returns to a session that was kept, and to one that was not although it was asked for. */
  kept: z.number(),
  notKept: z.number(),
  /** Times that some client was away that was to be there, until all were back: after the start of the measure phase. */
  away: list(z.object({ fromMs: z.number(), toMs: z.number() })),
  /** Handshakes of clients that offered a TLS session, and those that took it up. Absent: the group offers none. */
  tls: z.object({ offered: z.number(), resumed: z.number() }).exactOptional(),
});

/** Messages that the members of a shared subscription got, each message once for a member. */
const share = z.object({
  members: z.number(),
  least: z.number(),
  mean: z.number(),
  median: z.number(),
  most: z.number(),
  /** Jain's index: 1 = all got the same, 1/members = one got everything. */
  fairness: z.number(),
});
export type ShareResult = PlainData<typeof share>;

const group = z.object({
  counts,
  /** HDR, microseconds, compressed base64; absent = nothing recorded. */
  latencies: z.partialRecord(z.literal(MQTT_LATENCIES), z.string()),
  /** Connecting is a phase of its own: the same in every window of the group. */
  connect,
  /** Absent: nobody was to come back. */
  returns: returns.exactOptional(),
  /** Absent: the group is no shared subscription, or no member got a message; results before it was recorded. */
  share: share.exactOptional(),
  /** Absent: the group answers no requests. The same in every window. */
  respond: respondResult.exactOptional(),
  /** Absent: the group asks nothing. */
  requests: requestsResult.exactOptional(),
});
export type GroupResult = PlainData<typeof group>;

const window = z.object({ fromMs: z.number(), toMs: z.number(), groups: record(group) });
export type WindowResult = PlainData<typeof window>;

const ledger = z.object({
  sent: z.number(),
  acknowledged: z.number(),
  received: z.number(),
  owed: z.number(),
  lost: z.number(),
  unread: z.number().exactOptional(),
  duplicated: z.number(),
  reordered: z.number(),
  foreign: z.number(),
  /** Ours, delivered to a subscriber it was not owed to: intended before its SUBACK or after its group stopped. */
  unowed: z.number(),
  retained: z.number().exactOptional(),
  /** The two ways of requests: to those who answer, and back. Absent: nobody asked or answered; results before it was recorded. */
  ways: z
    .object({
      /** Besides those in `sent`: requests that asked whether somebody answers. */
      probes: z.number(),
      /** Requests that came to groups that answer. */
      requests: z.number(),
      /** Replies of these groups, and what came to those who asked. */
      replies: z.number(),
      received: z.number(),
    })
    .exactOptional(),
  /** Publishing clients with losses, worst first; silent = not one message of theirs arrived. */
  losers: list(z.object({ client: z.string(), owed: z.number(), lost: z.number(), silent: z.boolean() })),
});
export type LedgerResult = PlainData<typeof ledger>;

const generator = z.object({
  ...generatorFrame,
  /** `closed` when every publishing group is; `mixed` when some are. */
  loop: z.literal(['open', 'closed', 'mixed', 'none']),
  /** Every publisher's payload is below 16 B and carries no header: deliveries and losses are unknown. */
  headerless: z.boolean(),
});
export type GeneratorResult = PlainData<typeof generator>;

const groupSeries = z.object({
  offered: numbers,
  sent: numbers,
  acknowledged: numbers,
  received: numbers,
  connected: numbers,
  ackP50Ms: gaps,
  ackP99Ms: gaps,
  deliveryP50Ms: gaps,
  deliveryP99Ms: gaps,
  lagMaxMs: numbers,
  /** Absent: the group answers no requests. */
  respond: respondSeries.exactOptional(),
  /** Absent: the group asks nothing. */
  requests: z
    .object({ matched: numbers, timedOut: numbers, requestP50Ms: gaps, requestP99Ms: gaps })
    .exactOptional(),
  /** Kept for outputs that tell of each second: value in microseconds, how often, the next value, … (steps of 1.6 %). */
  samples: z.object({ 'publish.ack': list(numbers), delivery: list(numbers) }).exactOptional(),
});
export type GroupSeries = PlainData<typeof groupSeries>;

/** One value a second, from the start of the warm-up; index 0 is [0 s, 1 s). By time of completion. */
const series = z.object({
  /** Second 0 relative to the start of the measure phase (negative: the warm-up). */
  firstSecond: z.number(),
  groups: record(groupSeries),
});
export type Series = PlainData<typeof series>;

const frame = {
  plan: mqttPlan,
  /** ISO 8601, wall clock, start of the measure phase (or of the attempt). */
  startedAt: z.string(),
  runTag: z.number(),
  generator,
  series,
};

const measuredRun = z.object({
  ...frame,
  status: z.literal('measured'),
  /** `measure` is the whole measure phase; further names come from the plan. */
  windows: record(window),
  /** Of all groups, over all phases from the barrier on. */
  ledger,
  /** In which the clients of each group connected; absent in results of older versions. */
  rounds: record(list(round)).exactOptional(),
  ...targetStanding,
});
export type MeasuredRun = PlainData<typeof measuredRun>;

const invalidRun = z.object({ ...frame, ...invalidFrame });
export type InvalidRun = PlainData<typeof invalidRun>;

/** `measured` has windows to judge; `invalid` has none. */
export const mqttRun = z.discriminatedUnion('status', [measuredRun, invalidRun]);
export type RunResult = PlainData<typeof mqttRun>;
