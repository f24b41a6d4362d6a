/** Schema of a saved run: `load/mqtt/result.ts`, `load/mqtt/plan.ts` and `saved/observation.ts` as zod types. */
import { z } from 'zod';

export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
export const record = <T extends z.ZodType>(item: T) => z.record(z.string(), item);
export const numbers = list(z.number());
export const gaps = list(z.number().nullable());

const plan = z.object({
  protocol: z.literal('mqtt'),
  target: z.object({ url: z.string(), host: z.string(), port: z.number() }),
  groups: list(
    z.object({
      name: z.string(),
      clients: z.number(),
      firstClient: z.number(),
      connect: z.object({
        protocolVersion: z.literal([4, 5]),
        clientId: z.string(),
        username: z.string().exactOptional(),
        password: z.string().exactOptional(),
        keepAliveS: z.number(),
        cleanStart: z.boolean(),
        sessionExpiryS: z.number(),
        timeoutMs: z.number(),
      }),
      subscribe: z.object({ filter: z.string(), qos: z.literal([0, 1]) }).exactOptional(),
      publish: z
        .object({
          topic: z.string(),
          payloadBytes: z.number(),
          qos: z.literal([0, 1]),
          retain: z.boolean(),
          pace: z.discriminatedUnion('model', [
            z.object({
              model: z.literal('open'),
              periodUs: z.number(),
              together: z.literal(true).exactOptional(),
            }),
            z.object({ model: z.literal('closed'), inflight: z.number() }),
          ]),
        })
        .exactOptional(),
      rampPerSecond: z.number().nullable(),
      startAfterMs: z.number().nullable(),
      stopAfterMs: z.number().nullable(),
    }),
  ),
  warmupMs: z.number(),
  measureMs: z.number(),
  drainMs: z.number(),
  windows: list(z.object({ name: z.string(), fromMs: z.number(), toMs: z.number() })),
  pacing: z.literal(['auto', 'poll', 'timer']),
  agents: z.number().nullable(),
});

const group = z.object({
  counts: z.object({
    offered: z.number(),
    sent: z.number(),
    acknowledged: z.number(),
    received: z.number(),
    owed: z.number(),
    lost: z.number(),
    duplicated: z.number(),
    reordered: z.number(),
    foreign: z.number(),
    unsentByGenerator: z.number(),
    unsentByTarget: z.number(),
  }),
  latencies: z.object({
    connect: z.string().exactOptional(),
    'connect.tcp': z.string().exactOptional(),
    'connect.mqtt': z.string().exactOptional(),
    'subscribe.ack': z.string().exactOptional(),
    'publish.ack': z.string().exactOptional(),
    'publish.ack.service': z.string().exactOptional(),
    'schedule.lag': z.string().exactOptional(),
    delivery: z.string().exactOptional(),
    'delivery.service': z.string().exactOptional(),
  }),
  connect: z.object({
    attempted: z.number(),
    succeeded: z.number(),
    failed: z.number(),
    failedBy: record(z.number()),
    firstAttemptMs: z.number().nullable(),
    lastConnackMs: z.number().nullable(),
  }),
});

const ledger = z.object({
  sent: z.number(),
  acknowledged: z.number(),
  received: z.number(),
  owed: z.number(),
  lost: z.number(),
  duplicated: z.number(),
  reordered: z.number(),
  foreign: z.number(),
  unowed: z.number(),
  losers: list(z.object({ client: z.string(), owed: z.number(), lost: z.number(), silent: z.boolean() })),
});

const frame = {
  plan,
  startedAt: z.string(),
  runTag: z.number(),
  generator: z.object({
    agents: z.number(),
    pacing: z.literal(['poll', 'timer']),
    loop: z.literal(['open', 'closed', 'mixed', 'none']),
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
    headerless: z.boolean(),
    generatorBound: z.boolean(),
  }),
  series: z.object({
    firstSecond: z.number(),
    groups: record(
      z.object({
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
      }),
    ),
  }),
};

export const runResultSchema = z.discriminatedUnion('status', [
  z.object({
    ...frame,
    status: z.literal('measured'),
    windows: record(z.object({ fromMs: z.number(), toMs: z.number(), groups: record(group) })),
    ledger,
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

const processSeries = z.object({
  name: z.string(),
  pid: z.number(),
  fromMs: z.number(),
  cpuPercent: numbers,
  residentBytes: numbers,
  idleResidentBytes: z.number(),
});

export const observationSchema = z.object({
  system: z
    .object({
      fromMs: z.number(),
      cpuUserPercent: numbers,
      cpuSystemPercent: numbers,
      cpuIdlePercent: numbers,
      cpuLeastIdlePercent: numbers,
      cpuStolenPercent: numbers.exactOptional(),
      diskReadBytesPerSecond: numbers,
      diskWriteBytesPerSecond: numbers,
      diskBusyPercent: numbers,
      networkReceiveBytesPerSecond: numbers,
      networkTransmitBytesPerSecond: numbers,
      memoryUsedPercent: numbers,
    })
    .nullable(),
  target: processSeries.nullable(),
  agents: list(processSeries),
  broker: z
    .object({
      version: z.string(),
      publishReceived: z.number().nullable(),
      publishSent: z.number().nullable(),
      publishDropped: z.number().nullable(),
      held: z.array(z.object({ atMs: z.number(), messages: z.number() })),
      key: list(z.object({ topic: z.string(), value: z.string(), meaning: z.string() })),
      other: list(z.string()),
    })
    .nullable(),
  bottleneck: z.object({
    where: z.literal(['none', 'generator', 'target', 'network', 'memory', 'disk']),
    evidence: list(z.string()),
  }),
  missing: list(z.string()),
  files: list(z.string()),
});
