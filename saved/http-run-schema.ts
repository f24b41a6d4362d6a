/** Schema of a saved HTTP run: `load/http/result.ts` and `load/http/plan.ts` as zod types. */
import { z } from 'zod';
import { gaps, list, numbers, record } from './run-schema.ts';

const texts = z.record(z.string(), z.string());
const expectation = z.object({ status: z.number(), contains: z.string().nullable() });

const plan = z.object({
  protocol: z.literal('http'),
  engine: z.literal(['tidemark', 'autocannon']),
  target: z.object({ url: z.string(), host: z.string(), port: z.number() }),
  tls: z.object({ ca: z.string().nullable(), verify: z.boolean() }).nullable(),
  users: z.number(),
  spawnPerSecond: z.number().nullable(),
  accounts: z.number(),
  seed: z.number(),
  login: z
    .object({
      page: z.string(),
      post: z.string(),
      form: texts,
      csrf: z.object({ field: z.string(), cookie: z.string() }).nullable(),
      attempts: z.number(),
      expect: expectation.nullable(),
    })
    .nullable(),
  tasks: list(
    z.object({
      name: z.string(),
      method: z.literal(['GET', 'POST']),
      path: z.string(),
      form: texts.nullable(),
      weight: z.number(),
      expect: expectation,
    }),
  ),
  pace: z.discriminatedUnion('model', [
    z.object({ model: z.literal('closed'), waitMs: z.tuple([z.number(), z.number()]) }),
    z.object({ model: z.literal('open'), tasksPerSecond: z.number() }),
  ]),
  module: z.string().nullable(),
  apdexMs: z.number().nullable(),
  timeoutMs: z.number(),
  warmupMs: z.number(),
  measureMs: z.number(),
  drainMs: z.number(),
  windows: list(z.object({ name: z.string(), fromMs: z.number(), toMs: z.number() })),
  pacing: z.literal(['auto', 'poll', 'timer']),
  agents: z.number().nullable(),
});

const task = z.object({
  begun: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  failedBy: record(z.number()),
  latencies: z.object({
    http: z.string().exactOptional(),
    'http.service': z.string().exactOptional(),
    'schedule.lag': z.string().exactOptional(),
  }),
});

const frame = {
  plan,
  startedAt: z.string(),
  generator: z.object({
    agents: z.number(),
    pacing: z.literal(['poll', 'timer']),
    loop: z.literal(['open', 'closed']),
    perAgent: list(
      z.object({
        pid: z.number(),
        cpuMs: z.number(),
        cpuPercent: z.number(),
        maxRssBytes: z.number(),
        loopUtilization: z.number(),
        stalls: list(z.object({ atMs: z.number(), durationMs: z.number() })),
      }),
    ),
    generatorBound: z.boolean(),
    offered: z.number(),
    unsentByTarget: z.number(),
    unsentByGenerator: z.number(),
  }),
  series: z.object({
    firstSecond: z.number(),
    users: numbers,
    tasks: record(
      z.object({
        begun: numbers,
        succeeded: numbers,
        failed: numbers,
        p50Ms: gaps,
        p99Ms: gaps,
        lagMaxMs: numbers,
      }),
    ),
  }),
};

export const httpRunResultSchema = z.discriminatedUnion('status', [
  z.object({
    ...frame,
    status: z.literal('measured'),
    windows: record(z.object({ fromMs: z.number(), toMs: z.number(), tasks: record(task) })),
    login: z.object({
      attempted: z.number(),
      succeeded: z.number(),
      failed: z.number(),
      failedBy: record(z.number()),
      turnedAwayBy: record(z.number()),
      latency: z.string().nullable(),
      service: z.string().nullable(),
    }),
    targetFaults: list(z.string()),
    targetDown: z.string().nullable(),
  }),
  z.object({
    ...frame,
    status: z.literal('invalid'),
    cause: z.literal(['agent-died', 'interrupted', 'preflight', 'target-never-came-up']),
    reason: z.string(),
  }),
]);
