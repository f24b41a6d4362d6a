/** What one hold of virtual users measured. */
import { z } from 'zod';
import { TASK_LATENCIES } from '../../metrics/http.ts';
import { gaps, list, numbers, type PlainData, record } from '../plain-data.ts';
import { generatorFrame, invalidFrame, targetStanding } from '../result.ts';
import { savedHttpPlan } from './plan.ts';

/** By intended time within the window. */
const task = z.object({
  begun: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  /** 'connection refused', 'time-out: no answer', 'status 500', 'wrong body', 'truncated', 'redirect loop', … */
  failedBy: record(z.number()),
  /** Of successes alone. HDR, microseconds, compressed base64; absent = nothing recorded. */
  latencies: z.partialRecord(z.literal(TASK_LATENCIES), z.string()),
});
export type TaskResult = PlainData<typeof task>;

const window = z.object({ fromMs: z.number(), toMs: z.number(), tasks: record(task) });
export type HttpWindowResult = PlainData<typeof window>;

/** Joining is a phase of its own, before the windows; of the users that were new in this hold. */
const login = z.object({
  attempted: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  failedBy: record(z.number()),
  /** Attempts that failed of users who came again, by cause. */
  turnedAwayBy: record(z.number()),
  /** From when a user was to come to the end of its log-in; null without a log-in. */
  latency: z.string().nullable(),
  service: z.string().nullable(),
});
export type LoginResult = PlainData<typeof login>;

const generator = z.object({
  ...generatorFrame,
  /** `closed`: users think between an answer and the next request. */
  loop: z.literal(['open', 'closed']),
  /** Open loop, warm-up included: tasks due, and those not begun because the user was busy, or by our fault. */
  offered: z.number(),
  unsentByTarget: z.number(),
  unsentByGenerator: z.number(),
});
export type HttpGeneratorResult = PlainData<typeof generator>;

const taskSeries = z.object({
  begun: numbers,
  succeeded: numbers,
  failed: numbers,
  p50Ms: gaps,
  p99Ms: gaps,
  lagMaxMs: numbers,
  /** Kept for outputs that tell of each second: value in microseconds, how often, the next value, … (steps of 1.6 %). */
  samples: z.object({ http: list(numbers) }).exactOptional(),
});
export type TaskSeries = PlainData<typeof taskSeries>;

/** One value a second from the start of the warm-up, by time of completion. */
const series = z.object({
  /** Relative to the start of the measure phase (negative: the warm-up). */
  firstSecond: z.number(),
  users: numbers,
  tasks: record(taskSeries),
});
export type HttpSeries = PlainData<typeof series>;

const frame = {
  plan: savedHttpPlan,
  /** ISO 8601, wall clock, start of the measure phase (or of the attempt). */
  startedAt: z.string(),
  generator,
  series,
};

const measuredRun = z.object({
  ...frame,
  status: z.literal('measured'),
  /** `measure` is the whole measure phase; further names come from the plan. */
  windows: record(window),
  login,
  ...targetStanding,
});
export type MeasuredHttpRun = PlainData<typeof measuredRun>;

const invalidRun = z.object({ ...frame, ...invalidFrame });
export type InvalidHttpRun = PlainData<typeof invalidRun>;

export const httpRun = z.discriminatedUnion('status', [measuredRun, invalidRun]);
export type HttpRunResult = PlainData<typeof httpRun>;
