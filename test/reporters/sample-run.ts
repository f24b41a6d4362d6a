/** Plan, windows and series of a made-up run, with real histograms. */
import { encodeHistogram, newHistogram } from '../../load/histogram.ts';
import type { GroupPlan, Plan } from '../../load/mqtt/plan.ts';
import type { GroupResult, GroupSeries, WindowResult } from '../../load/mqtt/result.ts';
import { type CellShape, PERIOD_S, WARMUP_S } from './sample-shape.ts';

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

export function planOf(shape: CellShape, measureS: number): Plan {
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
    values.recordValue(Math.round((medianMs * Math.exp(0.6 * normal) + shift) * 1000));
  }
  return encodeHistogram(values);
}

export function windowOf(
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
    firstAttemptMs: -Math.max(2, clients * 2),
    lastConnackMs: 0,
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

export function seriesOf(
  shape: CellShape,
  measureS: number,
  random: () => number,
): Record<string, GroupSeries> {
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
