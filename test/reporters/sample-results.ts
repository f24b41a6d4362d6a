/** A run as the tool saves it, made from a seeded generator: a sweep, a disturbance, all verdicts. */
import { encodeHistogram, newHistogram, record } from '../../load/histogram.ts';
import type { GroupPlan, Plan } from '../../load/plan.ts';
import type { GroupResult, GroupSeries, RunResult, WindowResult } from '../../load/result.ts';
import type { Observation } from '../../observe/observation.ts';
import type { Cell, Results, SloRow, Verdict } from '../../reporters/results.ts';

/** Park-Miller; enough for made-up latencies. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export interface CellShape {
  readonly title?: string;
  readonly suite?: string;
  readonly clients: number;
  readonly qos: 0 | 1;
  readonly verdict: Verdict;
  readonly repeat?: number;
  /** Median response time. */
  readonly medianMs: number;
  readonly lost?: number;
  readonly windows?: readonly {
    readonly name: string;
    readonly fromS: number;
    readonly toS: number;
    readonly slower: number;
  }[];
  readonly parameters?: Cell['parameters'];
}

const BOUND_MS = 100;
const WARMUP_S = 2;
const PERIOD_S = 6;

const publishers = (clients: number, qos: 0 | 1): GroupPlan => ({
  name: 'devices',
  clients,
  firstClient: 0,
  connect: {
    protocolVersion: 4,
    clientId: '{group}-{client}',
    username: 'device',
    password: 'hunter2',
    keepAliveS: 60,
    cleanStart: true,
    sessionExpiryS: 0,
    timeoutMs: 10_000,
  },
  publish: {
    topic: 'devices/{client}/state',
    payloadBytes: 500,
    qos,
    retain: false,
    pace: { model: 'open', periodUs: PERIOD_S * 1e6 },
  },
  rampPerSecond: 500,
  startAfterMs: null,
  stopAfterMs: null,
});

function planOf(shape: CellShape, measureS: number): Plan {
  const devices = publishers(shape.clients, shape.qos);
  const { publish: _, ...rest } = devices;
  return {
    protocol: 'mqtt',
    target: { url: 'mqtt://device:hunter2@127.0.0.1:1883', host: '127.0.0.1', port: 1883 },
    groups: [
      devices,
      {
        ...rest,
        name: 'recorder',
        clients: 1,
        firstClient: shape.clients,
        subscribe: { filter: 'devices/+/state', qos: shape.qos },
      },
    ],
    warmupMs: WARMUP_S * 1000,
    measureMs: measureS * 1000,
    drainMs: 2000,
    windows: [
      { name: 'measure', fromMs: 0, toMs: measureS * 1000 },
      ...(shape.windows ?? []).map(({ name, fromS, toS }) => ({
        name,
        fromMs: fromS * 1000,
        toMs: toS * 1000,
      })),
    ],
    seed: 1,
    pacing: 'auto',
    agents: null,
  };
}

const noCounts = {
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
};

function histogram(n: number, medianMs: number, random: () => number, shift = 0): string {
  const values = newHistogram();
  for (let i = 0; i < n; i++) {
    // Log-normal: Box-Muller over the logarithm.
    const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
    record(values, (medianMs * Math.exp(0.6 * normal) + shift) * 1000);
  }
  return encodeHistogram(values);
}

function windowOf(
  shape: CellShape,
  fromS: number,
  toS: number,
  slower: number,
  random: () => number,
): WindowResult {
  const offered = Math.round((shape.clients / PERIOD_S) * (toS - fromS));
  const lost = Math.min(offered, shape.lost ?? 0);
  const sent = slower > 20 ? Math.round(offered * 0.9) : offered;
  const median = shape.medianMs * slower;
  const connect = (clients: number): GroupResult['connect'] => ({
    attempted: clients,
    succeeded: clients,
    failed: 0,
    failedBy: {},
    elapsedMs: Math.max(2, clients * 2),
  });
  return {
    fromMs: fromS * 1000,
    toMs: toS * 1000,
    groups: {
      devices: {
        counts: {
          ...noCounts,
          offered,
          sent,
          acknowledged: shape.qos ? sent - lost : 0,
          unsentByTarget: offered - sent,
        },
        latencies: {
          ...(shape.qos ? { 'publish.ack': histogram(sent, median, random) } : {}),
          'schedule.lag': histogram(sent, 0.05, random),
          connect: histogram(shape.clients, 1.2, random),
        },
        connect: connect(shape.clients),
      },
      recorder: {
        counts: { ...noCounts, owed: sent, received: sent - lost, lost },
        latencies: { delivery: histogram(sent - lost, median * 1.1, random) },
        connect: connect(1),
      },
    },
  };
}

function seriesOf(shape: CellShape, measureS: number, random: () => number): Record<string, GroupSeries> {
  const seconds = Array.from({ length: WARMUP_S + measureS }, (_, i) => i - WARMUP_S);
  const slowerAt = (s: number): number =>
    shape.windows?.find(({ fromS, toS }) => s >= fromS && s < toS)?.slower ?? 1;
  const rate = (s: number): number =>
    Math.round((shape.clients / PERIOD_S) * (0.98 + 0.04 * random()) * (slowerAt(s) > 20 ? 0.9 : 1));
  const p50 = seconds.map((s) => shape.medianMs * slowerAt(s) * (0.9 + 0.2 * random()));
  const p99 = p50.map((value, i) => (i === 5 ? null : value * 4 * (0.8 + 0.4 * random())));
  const sent = seconds.map(rate);
  const none = seconds.map(() => 0);
  const nulls = seconds.map(() => null);
  const offered = seconds.map(() => Math.round(shape.clients / PERIOD_S));
  const shared = { connected: seconds.map(() => shape.clients), lagMaxMs: seconds.map(() => 0.4) };
  return {
    devices: {
      ...shared,
      offered,
      sent,
      acknowledged: shape.qos ? sent : none,
      received: none,
      ackP50Ms: shape.qos ? p50 : nulls,
      ackP99Ms: shape.qos ? p99 : nulls,
      deliveryP50Ms: nulls,
      deliveryP99Ms: nulls,
    },
    recorder: {
      ...shared,
      offered: none,
      sent: none,
      acknowledged: none,
      received: sent,
      ackP50Ms: nulls,
      ackP99Ms: nulls,
      deliveryP50Ms: p50.map((value) => value * 1.1),
      deliveryP99Ms: p99.map((value) => value && value * 1.1),
    },
  };
}

function observationOf(shape: CellShape, measureS: number, random: () => number): Observation {
  const seconds = Array.from({ length: WARMUP_S + measureS }, (_, i) => i);
  const around = (value: number) => seconds.map(() => value * (0.95 + 0.1 * random()));
  const fromMs = -WARMUP_S * 1000;
  const cpu = Math.min(99, 6 + shape.clients * 0.02 * (shape.qos ? 1.25 : 1));
  const agentCpu = 4 + shape.clients * 0.004;
  return {
    system: {
      fromMs,
      cpuUserPercent: around(cpu * 0.2),
      cpuSystemPercent: around(cpu * 0.4),
      cpuIdlePercent: around(100 - cpu * 0.6),
      cpuLeastIdlePercent: around(100 - cpu),
      diskReadBytesPerSecond: around(0),
      diskWriteBytesPerSecond: around(24_000),
      diskBusyPercent: around(0.4),
      networkReceiveBytesPerSecond: around(shape.clients * 190),
      networkTransmitBytesPerSecond: around(shape.clients * 190),
      memoryUsedPercent: around(11),
    },
    target: {
      name: 'mosquitto',
      pid: 4711,
      fromMs,
      cpuPercent: around(cpu),
      residentBytes: around(6e6 + shape.clients * 5200),
      idleResidentBytes: 6e6,
    },
    agents: [
      {
        name: 'agent 0',
        pid: 4712,
        fromMs,
        cpuPercent: around(agentCpu),
        residentBytes: around(9e7),
        idleResidentBytes: 8e7,
      },
    ],
    broker: {
      version: 'mosquitto version 2.0.11',
      publishReceived: 15_000,
      publishSent: 15_000 - (shape.lost ?? 0),
      publishDropped: shape.lost ?? 0,
      key: [
        {
          topic: '$SYS/broker/clients/active',
          value: String(shape.clients + 2),
          meaning: 'clients connected now',
        },
        {
          topic: '$SYS/broker/publish/messages/dropped',
          value: String(shape.lost ?? 0),
          meaning: 'messages the broker threw away',
        },
        {
          topic: '$SYS/broker/heap/current size',
          value: String(4e6 + shape.clients * 900),
          meaning: 'heap in use, bytes',
        },
      ],
      other: ['$SYS/broker/uptime', '$SYS/broker/store/messages/bytes'],
    },
    bottleneck:
      cpu > 95
        ? { where: 'target', evidence: [`mosquitto used ${cpu.toFixed(0)} % of one core; it has one thread`] }
        : { where: 'none', evidence: [] },
    missing: [],
    files: ['sar.bin', 'sys.log'],
  };
}

function sloOf(
  metric: string,
  bound: number,
  unit: string,
  value: number | null,
  n: number,
  window = 'measure',
): SloRow {
  const ok = value !== null && value <= bound;
  const required = bound === 0 ? '= 0' : `< ${bound}${unit}`;
  return {
    metric,
    window,
    required,
    actual: value === null ? 'nothing was measured' : `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`,
    ok,
    verdict: value === null ? 'invalid' : ok ? 'pass' : 'fail',
    marginPercent: value === null || bound === 0 ? null : ((bound - value) / bound) * 100,
    n,
    soft: false,
    message: `${metric} ${ok ? 'holds' : 'breaks'}: required ${required}, measured ${value}`,
  };
}

export function cellOf(shape: CellShape): Cell {
  const random = randomOf(shape.clients * 2 + shape.qos + 7);
  const measureS = shape.windows ? Math.max(...shape.windows.map(({ toS }) => toS)) : 30;
  const plan = planOf(shape, measureS);
  const health = {
    pid: 4712,
    cpuMs: 900,
    cpuPercent: 4 + shape.clients * 0.004,
    maxRssBytes: 9e7,
    loopUtilization: 0.04 + shape.clients * 4e-5,
    stalls: [],
    headerless: false,
  };
  const frame = {
    plan,
    startedAt: '2026-03-01T12:00:00.000Z',
    runTag: 4242,
    generator: {
      agents: 1,
      pacing: 'poll' as const,
      loop: 'open' as const,
      perAgent: [health],
      generatorBound: false,
    },
    series: { firstSecond: -WARMUP_S, groups: seriesOf(shape, measureS, random) },
  };
  const invalid = shape.verdict === 'invalid';
  const lost = shape.lost ?? 0;
  const total = Math.round((shape.clients / PERIOD_S) * (WARMUP_S + measureS));
  const result: RunResult = invalid
    ? {
        ...frame,
        status: 'invalid',
        cause: 'agent-died',
        reason: 'agent 0 (pid 4712) ended by SIGKILL at 4.2 s of the measure phase.',
      }
    : {
        ...frame,
        status: 'measured',
        windows: {
          measure: windowOf(shape, 0, measureS, 1, random),
          ...Object.fromEntries(
            (shape.windows ?? []).map((w) => [w.name, windowOf(shape, w.fromS, w.toS, w.slower, random)]),
          ),
        },
        ledger: {
          sent: total,
          acknowledged: shape.qos ? total - lost : 0,
          received: total - lost,
          owed: total,
          lost,
          duplicated: 0,
          reordered: 0,
          foreign: 0,
          losers: lost
            ? [
                { client: 'devices-17', owed: 5, lost: 5, silent: true },
                { client: 'devices-99', owed: 50, lost: lost - 5, silent: false },
              ]
            : [],
        },
        targetFaults: [],
      };
  const p99 = invalid ? null : shape.medianMs * 4.1;
  const n = (shape.clients / PERIOD_S) * measureS;
  const slo = [
    sloOf(shape.qos ? 'publish.ack.p99' : 'delivery.p99', BOUND_MS, 'ms', p99, invalid ? 0 : n),
    sloOf('lost', 0, '', invalid ? null : lost, invalid ? 0 : n),
  ];
  return {
    suite: shape.suite ?? 'suites/mqtt/telemetry.slo.ts',
    title: shape.title ?? 'telemetry',
    parameters: shape.parameters ?? {
      clients: shape.clients,
      qos: shape.qos,
      ...(shape.repeat ? { repeat: shape.repeat } : {}),
    },
    planHash: `plan-${shape.clients}-${shape.qos}`,
    verdict: shape.verdict,
    reasons:
      invalid && result.status === 'invalid'
        ? [result.reason]
        : slo.filter(({ ok }) => !ok).map(({ message }) => message),
    slo,
    metrics: invalid
      ? {}
      : {
          'publish.rate': { value: shape.clients / PERIOD_S, unit: '/s', n },
          'delivery.p99': { value: p99 ?? 0, unit: 'ms', n },
          lost: { value: lost, unit: '', n },
        },
    target: {
      kind: 'native',
      label: 'mqtt://127.0.0.1:1883',
      version: 'mosquitto version 2.0.11',
      image: null,
      configuration: 'c0ffee',
      quota: null,
    },
    disagreements: lost
      ? [`the broker dropped ${lost - 2} messages by its own count, the ledger counts ${lost} lost`]
      : [],
    warnings: [],
    runs: [{ result, observation: observationOf(shape, measureS, random) }],
    durationMs: (measureS + 6) * 1000,
  };
}

export const sweepShapes: readonly CellShape[] = [
  { clients: 500, qos: 0, verdict: 'pass', medianMs: 0.9 },
  { clients: 1000, qos: 0, verdict: 'pass', medianMs: 1.3 },
  { clients: 2000, qos: 0, verdict: 'pass', medianMs: 2.1 },
  { clients: 4000, qos: 0, verdict: 'invalid', medianMs: 9 },
  { clients: 500, qos: 1, verdict: 'pass', medianMs: 1.1 },
  { clients: 1000, qos: 1, verdict: 'pass', medianMs: 1.7 },
  { clients: 2000, qos: 1, verdict: 'pass', medianMs: 3.2 },
  { clients: 4000, qos: 1, verdict: 'fail', medianMs: 310, lost: 12 },
];

export const disturbanceShape: CellShape = {
  suite: 'suites/mqtt/disturbance.slo.ts',
  title: '1,000 clients come and go',
  clients: 3000,
  qos: 1,
  verdict: 'pass',
  medianMs: 3,
  parameters: {},
  windows: [
    { name: 'before', fromS: 0, toS: 20, slower: 1 },
    { name: 'during', fromS: 20, toS: 40, slower: 25 },
    { name: 'after', fromS: 40, toS: 60, slower: 1.05 },
  ],
};

export function resultsOf(cells: readonly Cell[]): Results {
  return {
    version: 1,
    protocol: 'mqtt',
    startedAt: '2026-03-01T12:00:00.000Z',
    finishedAt: '2026-03-01T12:06:40.000Z',
    interrupted: false,
    tidemark: '0.1.0',
    command:
      'npx tidemark matrix suites/mqtt/telemetry.slo.ts --clients 500,1000,2000,4000 --for 30s --broker native',
    fingerprint: {
      environment: {
        cpu: 'AMD EPYC 7763',
        cores: 2,
        memoryBytes: 24 * 2 ** 30,
        os: 'Debian GNU/Linux 12',
        kernel: '6.1.0',
        node: '26.10.0',
        targetKind: 'native',
        quota: null,
      },
      subject: {
        commit: '7b7d198',
        dirty: false,
        version: 'mosquitto version 2.0.11',
        image: null,
        configuration: 'c0ffee',
      },
    },
    cells,
  };
}

/** The whole of it: eight cells of a sweep, then a disturbance. */
export const sampleResults = (): Results => resultsOf([...sweepShapes, disturbanceShape].map(cellOf));
