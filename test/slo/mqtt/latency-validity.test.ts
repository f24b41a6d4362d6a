import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../../slo/promise.ts';
import { devices, type RunShape, recorder } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

const p99: PromiseInput = { 'publish.ack.p99': '< 100ms' };
/** 2 % of the answers took 300 ms, in response and in service time. */
const slowTarget = devices({
  latencies: {
    'publish.ack': [
      [20, 11_760],
      [300, 240],
    ],
    'publish.ack.service': [
      [19, 11_760],
      [299, 240],
    ],
  },
});
/** 2 % were written 280 ms late, and answered at once. */
const lateGenerator = devices({
  latencies: {
    'publish.ack': [
      [20, 11_760],
      [300, 240],
    ],
    'publish.ack.service': [[20, 12_000]],
    'schedule.lag': [
      [0.2, 11_760],
      [280, 240],
    ],
  },
});
/** 2 % waited 280 ms for a window or a full socket: no lag, no service time. */
const blockedClients = devices({
  latencies: { ...lateGenerator.latencies!, 'schedule.lag': [[0.2, 12_000]] },
});

describe('a latency within its bound', () => {
  test.each([
    ['with a healthy generator', { groups: { devices: devices() } }],
    ['whatever the lag', { groups: { devices: devices({ latencies: { 'schedule.lag': [[60, 12_000]] } }) } }],
    ['with a full event loop', { groups: { devices: devices() }, agents: [{ loopUtilization: 0.99 }] }],
    [
      'in spite of a stall',
      { groups: { devices: devices() }, agents: [{ stalls: [{ atMs: 5000, durationMs: 400 }] }] },
    ],
    [
      'with 1 % left unsent by the generator',
      {
        groups: {
          devices: devices({ counts: { sent: 11_880, acknowledged: 11_880, unsentByGenerator: 120 } }),
        },
      },
    ],
    [
      'with fewer messages unanswered than the percentile leaves above it',
      { groups: { devices: devices({ counts: { acknowledged: 11_890 } }) } },
    ],
  ] satisfies [string, RunShape][])('passes %s', (_, shape) => {
    expect(verdictOf(shape, p99)).toMatchObject({ verdict: 'pass' });
  });

  test('is invalid when the generator did not offer the load', () => {
    const counts = { sent: 11_000, acknowledged: 11_000, unsentByGenerator: 1000 };
    const { verdict, message } = verdictOf({ groups: { devices: devices({ counts }) } }, p99);
    expect(verdict).toBe('invalid');
    expect(message).toContain('the generator left 1,000 of 12,000 messages unsent');
  });

  test('is invalid in one group when the generator did not offer the load of another', () => {
    const counts = { sent: 6000, acknowledged: 6000, unsentByGenerator: 6000 };
    const groups = { devices: devices(), others: devices({ counts }) };
    expect(verdictOf({ groups }, { 'devices/publish.ack.p99': '< 100ms' }).verdict).toBe('invalid');
  });

  test('fails when more than the percentile allows were never answered', () => {
    const { verdict, message } = verdictOf(
      { groups: { devices: devices({ counts: { acknowledged: 11_800 } }) } },
      p99,
    );
    expect(verdict).toBe('fail');
    expect(message).toContain('200 of 12,200 were never answered');
  });

  test('fails when the target blocked more than the percentile allows', () => {
    const counts = { sent: 11_000, acknowledged: 11_000, unsentByTarget: 1000 };
    expect(verdictOf({ groups: { devices: devices({ counts }) } }, p99).verdict).toBe('fail');
  });

  test('of delivery fails when the publishers were blocked more than the percentile allows', () => {
    const groups = {
      devices: devices({ counts: { sent: 11_880, acknowledged: 11_880, unsentByTarget: 120 } }),
      recorder: recorder({ counts: { owed: 11_880, received: 11_870, lost: 10 } }),
    };
    expect(verdictOf({ groups }, { 'recorder/delivery.p99': '< 100ms' }).verdict).toBe('fail');
    expect(verdictOf({ groups }, { 'recorder/delivery.p95': '< 100ms' }).verdict).toBe('pass');
  });

  test('fails even as a median when the target hung for a third of the window', () => {
    const hung = devices({
      counts: { acknowledged: 8000 },
      latencies: { 'publish.ack': [[20, 8000]], 'publish.ack.service': [[19, 8000]] },
    });
    expect(verdictOf({ groups: { devices: hung } }, { 'publish.ack.p50': '< 1s' }).verdict).toBe('fail');
  });
});

describe('a latency beyond its bound', () => {
  test.each<[string, 'fail' | 'invalid', RunShape]>([
    ['fails on service time too', 'fail', { groups: { devices: slowTarget } }],
    ['is invalid when only our own lag is to blame', 'invalid', { groups: { devices: lateGenerator } }],
    ['fails when clients waited for the target', 'fail', { groups: { devices: blockedClients } }],
    [
      'is invalid when a stall of an agent explains it',
      'invalid',
      { groups: { devices: slowTarget }, agents: [{}, { stalls: [{ atMs: 9000, durationMs: 280 }] }] },
    ],
    [
      'is invalid when a stall that began before the window explains it',
      'invalid',
      { groups: { devices: slowTarget }, agents: [{ stalls: [{ atMs: -100, durationMs: 280 }] }] },
    ],
    [
      'fails when the stall was over before the window',
      'fail',
      { groups: { devices: slowTarget }, agents: [{ stalls: [{ atMs: -300, durationMs: 280 }] }] },
    ],
    [
      'fails when the stall was after the last answer',
      'fail',
      { groups: { devices: slowTarget }, agents: [{ stalls: [{ atMs: 30_400, durationMs: 280 }] }] },
    ],
    [
      'fails when it is breached without the stall as well',
      'fail',
      { groups: { devices: slowTarget }, agents: [{ stalls: [{ atMs: 9000, durationMs: 150 }] }] },
    ],
    [
      'is invalid when a stall after the window, before the last answer, explains it',
      'invalid',
      { groups: { devices: slowTarget }, agents: [{ stalls: [{ atMs: 30_100, durationMs: 280 }] }] },
    ],
    [
      'is invalid when the event loop was full',
      'invalid',
      { groups: { devices: slowTarget }, agents: [{ loopUtilization: 0.95 }] },
    ],
    [
      'is invalid from nine tenths of the event loop on',
      'invalid',
      { groups: { devices: slowTarget }, agents: [{ loopUtilization: 0.5 }, { loopUtilization: 0.9 }] },
    ],
    ['fails below that', 'fail', { groups: { devices: slowTarget }, agents: [{ loopUtilization: 0.89 }] }],
    [
      'is invalid by our own lag however unlike service times are',
      'invalid',
      {
        groups: {
          devices: devices({
            latencies: {
              ...lateGenerator.latencies!,
              'publish.ack': [
                [2, 5760],
                [38, 6000],
                [300, 240],
              ],
              'publish.ack.service': [
                [2, 6000],
                [38, 6000],
              ],
            },
          }),
        },
      },
    ],
    [
      'fails with a full loop when the target closed connections',
      'fail',
      {
        groups: { devices: slowTarget },
        agents: [{ loopUtilization: 0.95 }],
        targetFaults: ['broker closed 3 connections at 12.4 s'],
      },
    ],
    [
      'fails with a full loop and a stall when the target blocked the clients',
      'fail',
      {
        groups: {
          devices: { ...slowTarget, counts: { ...slowTarget.counts, sent: 11_800, unsentByTarget: 200 } },
        },
        agents: [{ loopUtilization: 0.95, stalls: [{ atMs: 9000, durationMs: 280 }] }],
      },
    ],
    [
      'fails in spite of a stall when the target closed connections',
      'fail',
      {
        groups: { devices: slowTarget },
        agents: [{ stalls: [{ atMs: 9000, durationMs: 280 }] }],
        targetFaults: ['broker closed 3 connections at 12.4 s'],
      },
    ],
    [
      'is invalid when a stall explains the service time and the lag the rest',
      'invalid',
      {
        groups: {
          devices: devices({
            latencies: {
              ...slowTarget.latencies!,
              'publish.ack': [
                [20, 11_760],
                [600, 240],
              ],
            },
          }),
        },
        agents: [{ stalls: [{ atMs: 9000, durationMs: 280 }] }],
      },
    ],
    [
      'of a closed loop that fills its core fails, labelled',
      'fail',
      {
        groups: { devices: { ...slowTarget, inflight: 10 } },
        agents: [{ loopUtilization: 1 }],
        generatorBound: true,
      },
    ],
  ])('%s', (_, verdict, shape) => {
    expect(verdictOf(shape, p99).verdict).toBe(verdict);
  });

  test('says how full the event loop was, and what to do', () => {
    const shape = { groups: { devices: slowTarget }, agents: [{ loopUtilization: 0.951 }] };
    expect(verdictOf(shape, p99).message).toMatch(
      /: the generator's event loop was 95 % busy; add agents or lower the load$/,
    );
  });

  test.each([
    ['slow', 'fail', slowTarget],
    ['late', 'invalid', lateGenerator],
    ['never answered', 'fail', devices({ counts: { acknowledged: 11_800 } })],
  ] as const)('of at most a time is judged as one of less: %s', (_, verdict, group) => {
    expect(verdictOf({ groups: { devices: group } }, { 'publish.ack.p99': '<= 100ms' }).verdict).toBe(
      verdict,
    );
  });

  test('is excused by a stall only as far as that reaches into the window that is judged', () => {
    const slow = devices({
      latencies: {
        'publish.ack': [
          [20, 5000],
          [150, 7000],
        ],
        'publish.ack.service': [
          [20, 5000],
          [150, 7000],
        ],
      },
    });
    const window = (toMs: number): RunShape => ({
      groups: { devices: slow },
      windows: { late: { fromMs: 20_000, toMs } },
      agents: [{ stalls: [{ atMs: 20_100, durationMs: 300 }] }],
    });
    const median: PromiseInput = { 'publish.ack.p50': '< 100ms' };
    expect(verdictOf(window(21_000), median, 'late').verdict).toBe('invalid');
    expect(verdictOf(window(29_000), median, 'late').verdict).toBe('fail');
  });

  test('says that it is generator-bound', () => {
    const groups = { devices: { ...slowTarget, inflight: 10 } };
    expect(verdictOf({ groups, generatorBound: true }, p99).message).toContain('generator-bound');
  });

  test('says what the lag was', () => {
    expect(verdictOf({ groups: { devices: lateGenerator } }, p99).message).toMatch(
      /the service time of 20\.0 ms meets the bound; the rest is the generator's own schedule lag of up to 280 ms/,
    );
  });

  test('by a stall too short to touch the median is not excused by it', () => {
    const shape = {
      groups: {
        devices: devices({
          latencies: { 'publish.ack': [[150, 12_000]], 'publish.ack.service': [[150, 12_000]] },
        }),
      },
      agents: [{ stalls: [{ atMs: 9000, durationMs: 120 }] }],
    };
    expect(verdictOf(shape, { 'publish.ack.p50': '< 100ms' }).verdict).toBe('fail');
    expect(verdictOf(shape, { 'publish.ack.max': '< 100ms' }).verdict).toBe('invalid');
  });

  test('as a mean is excused by a stall only as far as that can have added to it', () => {
    const shape = (durationMs: number, ms: number): RunShape => ({
      groups: {
        devices: devices({
          latencies: { 'publish.ack': [[ms, 12_000]], 'publish.ack.service': [[ms, 12_000]] },
        }),
      },
      agents: [{ stalls: [{ atMs: 9000, durationMs }] }],
    });
    const mean = { 'publish.ack.mean': '< 100ms' } as const;
    expect(verdictOf(shape(120, 150), mean).verdict).toBe('fail');
    expect(verdictOf(shape(1500, 150), mean).verdict).toBe('invalid');
  });

  test('without service time is judged less the worst lag', () => {
    const shape = (lagMs: number): RunShape => ({
      groups: {
        devices: devices({ payloadBytes: 17, latencies: { 'schedule.lag': [[lagMs, 12_000]] } }),
        recorder: { ...recorder(), latencies: { delivery: [[150, 12_000]] } },
      },
    });
    expect(verdictOf(shape(60), { 'delivery.p99': '< 100ms' }).verdict).toBe('invalid');
    expect(verdictOf(shape(40), { 'delivery.p99': '< 100ms' }).verdict).toBe('fail');
    expect(verdictOf(shape(60), { 'recorder/delivery.p99': '< 100ms' })).toEqual({
      verdict: 'invalid',
      message: expect.stringMatching(/schedule lag of up to 60\.0 ms/),
    });
  });

  test('of delivery is excused by the lag of the publishers, who are another group', () => {
    const shape = {
      groups: {
        devices: lateGenerator,
        recorder: recorder({
          latencies: {
            delivery: [
              [30, 11_760],
              [310, 240],
            ],
            'delivery.service': [[30, 12_000]],
          },
        }),
      },
    } satisfies RunShape;
    expect(verdictOf(shape, { 'recorder/delivery.p99': '< 100ms' }).verdict).toBe('invalid');
    expect(
      verdictOf({ groups: { ...shape.groups, devices: devices() } }, { 'recorder/delivery.p99': '< 100ms' })
        .verdict,
    ).toBe('fail');
  });

  test('of schedule lag is the generator’s own', () => {
    expect(verdictOf({ groups: { devices: lateGenerator } }, { 'schedule.lag.p99': '< 10ms' })).toEqual({
      verdict: 'invalid',
      message: expect.stringMatching(/: the generator itself was late; add agents or lower the load$/),
    });
  });

  test('of the fastest answer fails, since nothing that is missing could be faster than it', () => {
    expect(verdictOf({ groups: { devices: devices() } }, { 'publish.ack.min': '< 10ms' }).verdict).toBe(
      'fail',
    );
  });

  test('as a mean fails when more than one in a hundred was never answered', () => {
    const mean = (acknowledged: number) =>
      verdictOf(
        { groups: { devices: devices({ counts: { acknowledged } }) } },
        { 'publish.ack.mean': '< 1s' },
      ).verdict;
    expect([mean(11_880), mean(11_870)]).toEqual(['pass', 'fail']);
  });

  test('below a lower bound fails, and nothing excuses the target for being fast', () => {
    const busy = { groups: { devices: devices() }, agents: [{ loopUtilization: 0.99 }] };
    expect(verdictOf(busy, { 'publish.ack.min': '> 50ms' }).verdict).toBe('fail');
    const silent = { groups: { devices: devices({ counts: { acknowledged: 6000 } }) } };
    expect(verdictOf(silent, { 'publish.ack.min': '>= 5ms' }).verdict).toBe('pass');
  });
});
