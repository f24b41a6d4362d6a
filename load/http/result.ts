/** What one hold of virtual users measured. Plain data, JSON-safe; latencies as in `load/mqtt/result.ts`. */
import type { AgentHealth, InvalidCause } from '../mqtt/result.ts';
import type { SavedHttpPlan } from './plan.ts';

export type HttpRunResult = MeasuredHttpRun | InvalidHttpRun;

interface HttpRunFrame {
  readonly plan: SavedHttpPlan;
  /** ISO 8601, wall clock, start of the measure phase (or of the attempt). */
  readonly startedAt: string;
  readonly generator: HttpGeneratorResult;
  readonly series: HttpSeries;
}

export interface InvalidHttpRun extends HttpRunFrame {
  readonly status: 'invalid';
  readonly cause: InvalidCause;
  /** One sentence: required, actual, next step. */
  readonly reason: string;
}

export interface MeasuredHttpRun extends HttpRunFrame {
  readonly status: 'measured';
  /** `measure` is the whole measure phase; further names come from the plan. */
  readonly windows: Readonly<Record<string, HttpWindowResult>>;
  readonly login: LoginResult;
  /** What the target did wrong, in words. Empty when nothing. */
  readonly targetFaults: readonly string[];
  /** Why a request got no answer after the drain; null when the target is well. */
  readonly targetDown: string | null;
}

export interface HttpWindowResult {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tasks: Readonly<Record<string, TaskResult>>;
}

/** Response time counts from when the task was due, service time from when we began on it. Of successes alone. */
export type TaskLatencyName = 'http' | 'http.service' | 'schedule.lag';

/** By intended time within the window. */
export interface TaskResult {
  readonly begun: number;
  readonly succeeded: number;
  readonly failed: number;
  /** 'refused', 'reset', 'time-out: no answer', 'status 500', 'wrong body', 'truncated', 'redirect loop', … */
  readonly failedBy: Readonly<Record<string, number>>;
  /** HDR, microseconds, compressed base64; absent = nothing recorded. */
  readonly latencies: Readonly<Partial<Record<TaskLatencyName, string>>>;
}

/** Joining is a phase of its own, before the windows; of the users that were new in this hold. */
export interface LoginResult {
  readonly attempted: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly failedBy: Readonly<Record<string, number>>;
  /** Attempts that failed of users who came again, by cause. */
  readonly turnedAwayBy: Readonly<Record<string, number>>;
  /** From when a user was to come to the end of its log-in; null without a log-in. */
  readonly latency: string | null;
  readonly service: string | null;
}

export interface HttpGeneratorResult {
  readonly agents: number;
  readonly pacing: 'poll' | 'timer';
  /** `closed`: users think between an answer and the next request. */
  readonly loop: 'open' | 'closed';
  readonly perAgent: readonly Omit<AgentHealth, 'headerless'>[];
  /** True: users that do not wait filled the generator's core; the rate found is the generator's. */
  readonly generatorBound: boolean;
  /** Open loop, warm-up included: tasks due, and those not begun because the user was busy, or by our fault. */
  readonly offered: number;
  readonly unsentByTarget: number;
  readonly unsentByGenerator: number;
}

/** One value a second from the start of the warm-up, by time of completion. */
export interface HttpSeries {
  /** Relative to the start of the measure phase (negative: the warm-up). */
  readonly firstSecond: number;
  readonly users: readonly number[];
  readonly tasks: Readonly<Record<string, TaskSeries>>;
}

export interface TaskSeries {
  readonly begun: readonly number[];
  readonly succeeded: readonly number[];
  readonly failed: readonly number[];
  /** Milliseconds; null in a second without samples. */
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  readonly lagMaxMs: readonly number[];
}
