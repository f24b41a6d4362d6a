/** Builds runs for the judge: real HDR histograms, counts that add up unless told otherwise. */
import { encodeHistogram, newHistogram } from '../../load/histogram.ts';
import type { GroupPlan } from '../../load/mqtt/plan.ts';
import type { Counts, GroupResult, GroupSeries, InvalidRun, MeasuredRun } from '../../load/mqtt/result.ts';
import type { AgentHealth } from '../../load/result.ts';
import type { TlsPlan } from '../../load/socket/tls-plan.ts';
import type { LatencyName } from '../../metrics/mqtt.ts';
import type { Observation, ProcessSeries, SystemSeries } from '../../saved/observation.ts';

/** Milliseconds and how many samples of it. */
export type Samples = readonly (readonly [ms: number, n: number])[];

export interface GroupShape {
  readonly qos?: 0 | 1;
  /** Keeps this many in flight instead of a schedule. */
  readonly inflight?: number;
  readonly payloadBytes?: number;
  readonly retain?: boolean;
  readonly publishes?: boolean;
  readonly subscribes?: boolean;
  /** In place of publishing; a reply has to come within this time. */
  readonly asksWithinMs?: number;
  readonly requests?: Partial<NonNullable<GroupResult['requests']>>;
  /** Default 'devices/+/state'. */
  readonly filter?: string;
  /** Of a shared subscription. */
  readonly share?: GroupResult['share'];
  readonly startAfterMs?: number;
  readonly rampPerSecond?: number;
  readonly counts?: Partial<Counts>;
  readonly latencies?: Partial<Record<LatencyName, Samples>>;
  readonly connect?: Partial<GroupResult['connect']>;
  readonly tls?: TlsPlan;
  readonly cycle?: GroupPlan['cycle'];
  readonly returns?: Partial<NonNullable<GroupResult['returns']>>;
  readonly series?: Partial<GroupSeries>;
}

export interface RunShape {
  readonly groups: Readonly<Record<string, GroupShape>>;
  readonly seconds?: number;
  /** Further windows: their bounds, and groups that differ from the measure window's. */
  readonly windows?: Readonly<
    Record<string, { fromMs: number; toMs: number; groups?: Readonly<Record<string, GroupShape>> }>
  >;
  readonly agents?: readonly Partial<AgentHealth>[];
  readonly generatorBound?: boolean;
  readonly headerless?: boolean;
  readonly targetFaults?: readonly string[];
  readonly targetDown?: string;
  readonly ledger?: Partial<MeasuredRun['ledger']>;
  readonly firstSecond?: number;
}

export function aRun({ groups, seconds = 30, windows = {}, agents = [{}], ...rest }: RunShape): MeasuredRun {
  const toMs = seconds * 1000;
  const results = mapValues(groups, groupResult);
  const sum = (key: Exclude<keyof Counts, 'withAcknowledgement'>): number =>
    Object.values(results).reduce((n, { counts }) => n + (counts[key] ?? 0), 0);
  return {
    status: 'measured',
    startedAt: '2024-05-01T12:00:00.000Z',
    runTag: 7,
    plan: {
      protocol: 'mqtt',
      target: { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 },
      groups: Object.entries(groups).map(([name, shape]) => groupPlan(name, shape)),
      warmupMs: 0,
      measureMs: toMs,
      drainMs: 5000,
      windows: [{ name: 'measure', fromMs: 0, toMs }],
      pacing: 'auto',
      agents: null,
    },
    generator: {
      agents: agents.length,
      pacing: 'poll',
      loop: Object.values(groups).some(({ inflight }) => inflight) ? 'closed' : 'open',
      perAgent: agents.map((agent) => ({
        pid: 100,
        cpuMs: 9000,
        cpuPercent: 30,
        maxRssBytes: 80e6,
        loopUtilization: 0.3,
        stalls: [],
        ...agent,
      })),
      headerless: rest.headerless ?? false,
      generatorBound: rest.generatorBound ?? false,
    },
    series: {
      firstSecond: rest.firstSecond ?? 0,
      groups: mapValues(groups, ({ series = {} }) => ({ ...NO_SERIES, ...series })),
    },
    windows: {
      measure: { fromMs: 0, toMs, groups: results },
      ...mapValues(windows, (window) => ({
        fromMs: window.fromMs,
        toMs: window.toMs,
        groups: mapValues({ ...groups, ...window.groups }, groupResult),
      })),
    },
    ledger: {
      sent: sum('sent'),
      acknowledged: sum('acknowledged'),
      received: sum('received'),
      owed: sum('owed'),
      lost: sum('lost'),
      duplicated: sum('duplicated'),
      reordered: sum('reordered'),
      foreign: sum('foreign'),
      unowed: 0,
      losers: [],
      ...rest.ledger,
    },
    targetFaults: rest.targetFaults ?? [],
    targetDown: rest.targetDown ?? null,
  };
}

export function anInvalidRun(reason: string): InvalidRun {
  const {
    status: _,
    windows: __,
    ledger: ___,
    targetFaults: ____,
    targetDown: _____,
    ...frame
  } = aRun({ groups: { devices: {} } });
  return { ...frame, status: 'invalid', cause: 'agent-died', reason };
}

/** 400 messages a second of QoS 1, all sent and acknowledged, 30 s: enough for every percentile. */
export const devices = ({ counts, latencies, ...shape }: GroupShape = {}): GroupShape => ({
  publishes: true,
  ...shape,
  counts: { offered: 12_000, sent: 12_000, acknowledged: shape.qos === 0 ? 0 : 12_000, ...counts },
  latencies: {
    ...(shape.qos === 0 ? {} : { 'publish.ack': [[20, 12_000]], 'publish.ack.service': [[19, 12_000]] }),
    'schedule.lag': [[0.2, 12_000]],
    ...latencies,
  },
});

/** Gets all of them. */
export const recorder = ({ counts, latencies, ...shape }: GroupShape = {}): GroupShape => ({
  subscribes: true,
  ...shape,
  counts: { received: 12_000, owed: 12_000, ...counts },
  latencies: { delivery: [[30, 12_000]], 'delivery.service': [[29, 12_000]], ...latencies },
});

export const anObservation = (observation: Partial<Observation> = {}): Observation => ({
  system: null,
  target: null,
  agents: [],
  broker: null,
  bottleneck: { where: 'none', evidence: [] },
  missing: [],
  files: [],
  ...observation,
});

export const aProcess = (series: Partial<ProcessSeries>): ProcessSeries => ({
  name: 'mosquitto',
  pid: 42,
  fromMs: 0,
  cpuPercent: [],
  residentBytes: [],
  idleResidentBytes: 0,
  ...series,
});

export const aSystem = (series: Partial<SystemSeries>): SystemSeries => ({
  fromMs: 0,
  cpuUserPercent: [],
  cpuSystemPercent: [],
  cpuIdlePercent: [],
  cpuLeastIdlePercent: [],
  diskReadBytesPerSecond: [],
  diskWriteBytesPerSecond: [],
  diskBusyPercent: [],
  networkReceiveBytesPerSecond: [],
  networkTransmitBytesPerSecond: [],
  memoryUsedPercent: [],
  ...series,
});

const NO_SERIES: GroupSeries = {
  offered: [],
  sent: [],
  acknowledged: [],
  received: [],
  connected: [],
  ackP50Ms: [],
  ackP99Ms: [],
  deliveryP50Ms: [],
  deliveryP99Ms: [],
  lagMaxMs: [],
};

const NO_REQUESTS: NonNullable<GroupResult['requests']> = {
  matched: 0,
  late: 0,
  timedOut: 0,
  refused: 0,
  open: 0,
  duplicated: 0,
  unknown: 0,
  foreign: 0,
};

const NOBODY_AWAY: NonNullable<GroupResult['returns']> = {
  lost: 0,
  left: 0,
  returned: 0,
  attempts: 0,
  failedBy: {},
  kept: 0,
  notKept: 0,
  away: [],
};

function groupPlan(name: string, shape: GroupShape): GroupPlan {
  const {
    qos = 1,
    inflight,
    payloadBytes = 500,
    retain = false,
    publishes = false,
    subscribes = false,
    filter = 'devices/+/state',
    asksWithinMs,
  } = shape;
  const pace = inflight ? { model: 'closed' as const, inflight } : { model: 'open' as const, periodUs: 1e6 };
  return {
    name,
    clients: 100,
    firstClient: 0,
    connect: {
      protocolVersion: 4,
      clientId: '{group}-{client}',
      keepAliveS: 60,
      cleanStart: true,
      sessionExpiryS: 0,
      timeoutMs: 10_000,
      ...(shape.tls && { tls: shape.tls }),
    },
    ...(shape.cycle && { cycle: shape.cycle }),
    ...(subscribes ? { subscribe: { filter, qos: 1 as const } } : {}),
    ...(publishes ? { publish: { topic: 'devices/{client}/state', payloadBytes, qos, retain, pace } } : {}),
    ...(asksWithinMs !== undefined && {
      request: {
        topic: 'req/{shard}',
        reply: 'replies/{run}/{client}',
        timeoutMs: asksWithinMs,
        payloadBytes,
        qos,
        retain: false,
        pace,
      },
    }),
    rampPerSecond: shape.rampPerSecond ?? null,
    startAfterMs: shape.startAfterMs ?? null,
    stopAfterMs: null,
  };
}

function groupResult({
  counts = {},
  latencies = {},
  connect = {},
  share,
  returns,
  requests,
}: GroupShape): GroupResult {
  return {
    counts: {
      offered: 0,
      sent: 0,
      acknowledged: 0,
      received: 0,
      owed: 0,
      lost: 0,
      duplicated: 0,
      reordered: 0,
      foreign: 0,
      unsentByGenerator: 0,
      unsentByTarget: 0,
      ...counts,
    },
    latencies: mapValues(latencies, encoded),
    connect: {
      attempted: 100,
      succeeded: 100,
      failed: 0,
      failedBy: {},
      firstAttemptMs: -200,
      lastConnackMs: 0,
      ...connect,
    },
    ...(returns && { returns: { ...NOBODY_AWAY, ...returns } }),
    ...(share && { share }),
    ...(requests && { requests: { ...NO_REQUESTS, ...requests } }),
  };
}

function encoded(samples: Samples): string {
  const histogram = newHistogram();
  for (const [ms, n] of samples) if (n > 0) histogram.recordValueWithCount(Math.round(ms * 1000), n);
  return encodeHistogram(histogram);
}

function mapValues<V, W>(table: Readonly<Record<string, V>>, of: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, of(value)]));
}
