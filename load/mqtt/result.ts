/**
 * What one run measured. Plain data, JSON-safe; latencies are HDR histograms in microseconds in the
 * standard compressed base64 form, so they can be merged and read again later.
 */
import type { HttpRunResult } from '../http/result.ts';
import type { Plan } from './plan.ts';

/** What a run of either protocol gives: `isHttpRun` tells which. */
export type AnyRunResult = RunResult | HttpRunResult;

export const isHttpRun = (run: AnyRunResult): run is HttpRunResult => run.plan.protocol === 'http';

/** `measured` has windows to judge; `invalid` has none, so no p99 can be misread from it. */
export type RunResult = MeasuredRun | InvalidRun;

export type InvalidCause =
  | 'agent-died' // an agent process ended before its result
  | 'interrupted' // the user or a time-out stopped the run
  | 'preflight' // files, ports or memory do not suffice; nothing was started
  | 'target-never-came-up'; // no CONNACK before any load

/** Causes of failed connects that lie in the generator's own machine; every other one is the target's. */
export const GENERATOR_CONNECT_FAULTS = {
  ports: 'no free source port',
  files: 'too many open files',
  memory: 'no memory for a connection',
} as const;

interface RunFrame {
  readonly plan: Plan;
  /** ISO 8601, wall clock, start of the measure phase (or of the attempt). */
  readonly startedAt: string;
  readonly runTag: number;
  readonly generator: GeneratorResult;
  readonly series: Series;
}

export interface InvalidRun extends RunFrame {
  readonly status: 'invalid';
  readonly cause: InvalidCause;
  /** One sentence: required, actual, next step. */
  readonly reason: string;
}

export interface MeasuredRun extends RunFrame {
  readonly status: 'measured';
  /** `measure` is the whole measure phase; further names come from the plan. */
  readonly windows: Readonly<Record<string, WindowResult>>;
  /** Of each group, over all phases from the barrier on. */
  readonly ledger: LedgerResult;
  /** What the target did wrong, in words: 'broker closed 312 connections at 12.4 s'. Empty when nothing. */
  readonly targetFaults: readonly string[];
  /** Why a CONNECT got no answer after the drain: the target died or hangs. Null when it is well. */
  readonly targetDown: string | null;
}

export interface WindowResult {
  readonly fromMs: number;
  readonly toMs: number;
  readonly groups: Readonly<Record<string, GroupResult>>;
}

/** Latency histograms by name. Response time counts from the intended time, service time from the real write. */
export type LatencyName =
  | 'connect'
  | 'connect.tcp'
  | 'connect.mqtt'
  | 'subscribe.ack'
  | 'publish.ack'
  | 'publish.ack.service'
  | 'schedule.lag'
  | 'delivery'
  | 'delivery.service';

export interface GroupResult {
  readonly counts: Counts;
  /** HDR, microseconds, compressed base64; absent = nothing recorded. */
  readonly latencies: Readonly<Partial<Record<LatencyName, string>>>;
  /** Connecting is a phase of its own: the same in every window of the group. */
  readonly connect: {
    readonly attempted: number;
    readonly succeeded: number;
    readonly failed: number;
    /** By cause: 'refused', 'timed out', 'CONNACK 5 not authorised', 'closed', … */
    readonly failedBy: Readonly<Record<string, number>>;
    /** First attempt and last CONNACK, after the start of the measure phase (mostly negative); null = none. */
    readonly firstAttemptMs: number | null;
    readonly lastConnackMs: number | null;
  };
}

/** Messages, by intended time within the window. */
export interface Counts {
  /** Due by the schedule; in a closed loop the same as sent. */
  readonly offered: number;
  readonly sent: number;
  /** QoS 1: PUBACK seen; QoS 0: 0. */
  readonly acknowledged: number;
  /** Deliveries to this group's subscribers, duplicates included, foreign excluded. */
  readonly received: number;
  /** Deliveries this group's subscribers should have got (a shared subscription counts once). */
  readonly owed: number;
  readonly lost: number;
  readonly duplicated: number;
  /** RFC 4737: sequence number below the next expected one; a late duplicate is a duplicate. */
  readonly reordered: number;
  /** Another run's messages, or none of ours: no header. By arrival time. */
  readonly foreign: number;
  /** Offered, not sent, although the client could have: the generator's fault. */
  readonly unsentByGenerator: number;
  /** Offered, not sent: window, socket or connection was the target's. */
  readonly unsentByTarget: number;
}

export interface LedgerResult {
  readonly sent: number;
  readonly acknowledged: number;
  readonly received: number;
  readonly owed: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly foreign: number;
  /** Ours, delivered to a subscriber it was not owed to: intended before its SUBACK or after its group stopped. */
  readonly unowed: number;
  /** Publishing clients with losses, worst first; silent = not one message of theirs arrived. */
  readonly losers: readonly {
    readonly client: string;
    readonly owed: number;
    readonly lost: number;
    readonly silent: boolean;
  }[];
}

export interface GeneratorResult {
  readonly agents: number;
  readonly pacing: 'poll' | 'timer';
  /** `closed` when every publishing group is; `mixed` when some are. */
  readonly loop: 'open' | 'closed' | 'mixed' | 'none';
  readonly perAgent: readonly AgentHealth[];
  /** Every publisher's payload is below 16 B and carries no header: deliveries and losses are unknown. */
  readonly headerless: boolean;
  /** True: a closed loop filled the generator's core; the rate found is the generator's. */
  readonly generatorBound: boolean;
}

export interface AgentHealth {
  readonly pid: number;
  /** User + system, whole run. */
  readonly cpuMs: number;
  /** CPU over wall time in the measure phase, percent of one core. */
  readonly cpuPercent: number;
  readonly maxRssBytes: number;
  /** Busy share of the event loop in the measure phase, 0..1; idle polling turns are not busy. */
  readonly loopUtilization: number;
  /** Times the loop did not turn for 100 ms or more. */
  readonly stalls: readonly { readonly atMs: number; readonly durationMs: number }[];
}

/** One value a second, from the start of the warm-up; index 0 is [0 s, 1 s). By time of completion. */
export interface Series {
  /** Second 0 relative to the start of the measure phase (negative: the warm-up). */
  readonly firstSecond: number;
  readonly groups: Readonly<Record<string, GroupSeries>>;
}

export interface GroupSeries {
  readonly offered: readonly number[];
  readonly sent: readonly number[];
  readonly acknowledged: readonly number[];
  readonly received: readonly number[];
  readonly connected: readonly number[];
  /** Milliseconds; null in a second without samples. */
  readonly ackP50Ms: readonly (number | null)[];
  readonly ackP99Ms: readonly (number | null)[];
  readonly deliveryP50Ms: readonly (number | null)[];
  readonly deliveryP99Ms: readonly (number | null)[];
  readonly lagMaxMs: readonly number[];
}

/** Once a second while a run goes on, for the eye only. */
export interface Progress {
  readonly phase: 'connect' | 'warm-up' | 'measure' | 'drain';
  readonly secondsInPhase: number;
  readonly phaseSeconds: number;
  readonly clients: number;
  readonly connected: number;
  /** Of virtual users, `clients` are users and `sentPerSecond` requests begun. */
  readonly protocol: 'mqtt' | 'http';
  readonly sentPerSecond: number;
  readonly receivedPerSecond: number;
  readonly p99Ms: number | null;
}
