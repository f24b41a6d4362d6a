import { describe, expect, test } from 'vitest';
import { parseMetric } from '../../../metrics/parse.ts';
import { allMetrics } from '../../../slo/judge/all-metrics.ts';
import { open } from '../../../slo/judge/opened.ts';
import {
  anInvalidRun,
  anObservation,
  aProcess,
  aRun,
  aSystem,
  devices,
  type RunShape,
  recorder,
} from '../a-run.ts';

const value = (shape: RunShape, metric: string, window = 'measure', observation = anObservation()) => {
  const { group, definition } = parseMetric(metric);
  const part = open(aRun(shape), observation).part(window, group);
  return 'missing' in part ? part : part.measure(definition);
};

describe('latencies', () => {
  const shape: RunShape = {
    groups: {
      fast: devices({ latencies: { 'publish.ack': [[1, 900]] } }),
      slow: devices({ latencies: { 'publish.ack': [[2.5, 100]] } }),
    },
  };
  test.each([
    ['publish.ack.min', 1, 1000],
    ['publish.ack.mean', 1.15, 1000],
    ['publish.ack.p50', 1, 1000],
    ['publish.ack.p90', 1, 1000],
    ['publish.ack.p95', 2.501, 1000],
    ['publish.ack.max', 2.501, 1000],
    ['fast/publish.ack.max', 1, 900],
    ['slow/publish.ack.min', 2.5, 100],
    ['slow/publish.ack.p99.9', 2.501, 100],
  ])('%s is %d ms: groups are merged as histograms, to the microsecond', (metric, ms, n) => {
    const measured = value(shape, metric);
    expect(measured).toMatchObject({ unit: 'ms', n });
    expect((measured as { value: number }).value).toBeCloseTo(ms, 2);
  });
});

describe('figures', () => {
  const seconds = Array.from({ length: 35 }, (_, i) => i);
  const shape: RunShape = {
    groups: {
      devices: devices({
        counts: { sent: 11_700, acknowledged: 11_640, unsentByTarget: 300 },
        connect: { attempted: 104, succeeded: 100, failed: 4, firstAttemptMs: -250, lastConnackMs: 0 },
        series: {
          connected: seconds.map(() => 100),
          ackP50Ms: seconds.map((i) => i),
          acknowledged: seconds.map(() => 400),
        },
      }),
      recorder: recorder({
        counts: { received: 11_650, owed: 11_700, lost: 60, duplicated: 10, reordered: 3, foreign: 2 },
        connect: { attempted: 1, succeeded: 1, firstAttemptMs: -5, lastConnackMs: 0 },
        series: { connected: seconds.map(() => 1) },
      }),
    },
    firstSecond: -5,
    agents: [
      { cpuPercent: 20, loopUtilization: 0.1 },
      { cpuPercent: 70, loopUtilization: 0.6 },
    ],
    windows: { last: { fromMs: 20_000, toMs: 30_000 } },
  };
  const observation = anObservation({
    target: aProcess({
      fromMs: -10_000,
      cpuPercent: [...Array(10).fill(5), ...Array(20).fill(40), ...Array(10).fill(70), 99],
      residentBytes: [...Array(10).fill(9e6), ...Array(20).fill(10e6), ...Array(10).fill(15.05e6), 99e6],
      idleResidentBytes: 5e6,
    }),
    system: aSystem({ cpuIdlePercent: [...Array(29).fill(60), 35, 1] }),
  });

  test.each([
    ['connect.rate', 404, '/s', 101],
    ['recorder/connect.rate', 200, '/s', 1],
    ['connect.failed', 4, '', 105],
    ['publish.offered', 400, '/s', 12_000],
    ['publish.rate', 390, '/s', 12_000],
    ['delivery.rate', 11_650 / 30, '/s', 11_700],
    ['sent', 11_700, '', 12_000],
    ['acknowledged', 11_640, '', 12_000],
    ['received', 11_650, '', 11_700],
    ['lost', 60, '', 11_700],
    ['duplicated', 10, '', 11_650],
    ['reordered', 3, '', 11_650],
    ['foreign', 2, '', 11_652],
    ['drift', (25 + 34) / (5 + 14), '', 8000],
    ['target.cpu', 50, '%', 30],
    ['target.memory', 15.05e6, 'B', 30],
    ['target.memory_per_connection', 10.05e6 / 101, 'B', 30],
    ['target.cpu_per_message', (0.5 * 30_000) / 11_700, 'ms', 30],
    ['system.cpu.idle.min', 35, '%', 30],
    ['generator.cpu', 70, '%', 2],
    ['generator.loop.utilization', 60, '%', 2],
  ])('%s is %d %s', (metric, expected, unit, n) => {
    expect(value(shape, metric, 'measure', observation)).toEqual({
      value: expect.closeTo(expected, 6),
      unit,
      n,
    });
  });

  test('of the broker are what it counted itself, of all that was offered to it', () => {
    const offered = { offered: [400, 600] };
    const counted = (version: string, publishReceived: number | null) =>
      anObservation({
        broker: {
          version,
          publishReceived,
          publishSent: null,
          publishDropped: 3,
          held: [],
          key: [],
          other: [],
        },
      });
    const groups = { devices: devices({ series: offered }) };
    const seen = counted('mosquitto version 2.0.11', 990);
    expect(value({ groups }, 'broker.received', 'measure', seen)).toEqual({ value: 99, unit: '%', n: 1000 });
    expect(value({ groups }, 'broker.dropped', 'measure', seen)).toEqual({ value: 3, unit: '', n: 1000 });
    expect(value({ groups }, 'broker.received', 'measure', counted('other', null))).toEqual({
      missing: "the broker's own count is not known ($SYS)",
    });
  });

  test('CPU is counted for each message delivered where nobody publishes, and for none where none was', () => {
    const listening = (received: number) => ({ groups: { recorder: recorder({ counts: { received } }) } });
    const perMessage = (received: number) =>
      value(listening(received), 'target.cpu_per_message', 'measure', observation);
    expect(perMessage(3000)).toMatchObject({ value: 5 });
    expect(perMessage(0)).toEqual({ missing: 'no message in the window' });
  });

  test('of a window are those of its seconds', () => {
    expect(value(shape, 'target.cpu', 'last', observation)).toEqual({ value: 70, unit: '%', n: 10 });
    expect(value(shape, 'publish.rate', 'last', observation)).toMatchObject({ value: 1170 });
  });

  test('of groups that connect later do not stretch the connection rate', () => {
    const late = {
      startAfterMs: 1000,
      connect: { attempted: 9, succeeded: 9, firstAttemptMs: -9000, lastConnackMs: 0 },
    };
    expect(value({ groups: { devices: devices(), late } }, 'connect.rate')).toMatchObject({
      value: 500,
      n: 100,
    });
    expect(value({ groups: { devices: devices(), late } }, 'late/connect.rate')).toMatchObject({
      value: 1,
      n: 9,
    });
  });
});

describe('all metrics', () => {
  const two: RunShape = {
    groups: { devices: devices(), recorder: recorder() },
    windows: { before: { fromMs: 0, toMs: 10_000 } },
  };
  test('are named plain, by group, and by window', () => {
    const metrics = allMetrics(aRun(two), null);
    expect(metrics).toHaveProperty(['publish.ack.p99']);
    expect(metrics).toHaveProperty(['devices/publish.ack.p99']);
    expect(metrics).toHaveProperty(['publish.ack.p99@before']);
    expect(metrics.sent).toEqual({ value: 12_000, unit: '', n: 12_000 });
    expect(metrics['publish.rate@before']).toEqual({ value: 1200, unit: '/s', n: 12_000 });
    for (const absent of [
      'recorder/sent',
      'target.cpu',
      'connect.failed@before',
      'devices/sent@before',
      'devices/generator.cpu',
    ]) {
      expect(metrics).not.toHaveProperty([absent]);
    }
    expect(Object.values(metrics).every(({ value }) => Number.isFinite(value))).toBe(true);
  });
  test('of one group are not said twice', () => {
    expect(
      Object.keys(allMetrics(aRun({ groups: { devices: devices() } }), null)).filter((name) =>
        /[/@]/.test(name),
      ),
    ).toEqual([]);
  });
  test('of an invalid run are none', () => {
    expect(allMetrics(anInvalidRun('an agent died'), null)).toEqual({});
  });
});
