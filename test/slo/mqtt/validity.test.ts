import { describe, expect, test } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { anObservation, aProcess, aRun, aSystem, devices, type RunShape, recorder } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

const sound: RunShape = { groups: { devices: devices(), recorder: recorder() } };
const unsent = (by: 'unsentByGenerator' | 'unsentByTarget', n: number): RunShape => ({
  groups: {
    devices: devices({ counts: { sent: 12_000 - n, acknowledged: 12_000 - n, [by]: n } }),
    recorder: recorder({ counts: { received: 12_000 - n, owed: 12_000 - n } }),
  },
});

describe('a rate below its bound', () => {
  const rates: PromiseInput[] = [
    { 'publish.rate': '>= 99% of offered' },
    { 'publish.rate': '>= 400/s' },
    { sent: '= 12000' },
    { acknowledged: '>= 99% of offered' },
    { 'delivery.rate': '>= 400/s' },
    { received: '>= 12000' },
    { 'devices/publish.rate': '>= 99% of offered' },
    { 'recorder/received': '>= 12000' },
  ];
  test.each(rates)('%j passes when all was sent', (promise) => {
    expect(verdictOf(sound, promise).verdict).toBe('pass');
  });
  test.each(rates)('%j fails when the target blocked the clients', (promise) => {
    expect(verdictOf(unsent('unsentByTarget', 600), promise).verdict).toBe('fail');
  });
  test.each(rates)('%j is invalid when the generator left it unsent', (promise) => {
    expect(verdictOf(unsent('unsentByGenerator', 600), promise).verdict).toBe('invalid');
  });

  test('fails when it fails even with what the generator left unsent', () => {
    const counts = { sent: 6000, acknowledged: 6000, unsentByGenerator: 300, unsentByTarget: 5700 };
    expect(
      verdictOf({ groups: { devices: devices({ counts }) } }, { 'publish.rate': '>= 90% of offered' })
        .verdict,
    ).toBe('fail');
  });

  test.each<PromiseInput>([
    { 'publish.rate': '>= 5000/s' },
    { 'delivery.rate': '>= 5000/s' },
    { sent: '> 12000' },
    { 'publish.offered': '>= 5000/s' },
  ])('%j is invalid when the plan does not offer that much', (promise) => {
    expect(verdictOf(sound, promise)).toMatchObject({
      verdict: 'invalid',
      message: expect.stringMatching(/plan/),
    });
  });

  test('says what the generator left undone', () => {
    expect(verdictOf(unsent('unsentByGenerator', 100), { 'publish.rate': '>= 400/s' }).message).toMatch(
      /: the generator left the rest undone; add agents or lower the load$/,
    );
    expect(verdictOf(unsent('unsentByGenerator', 600), { 'publish.rate': '>= 400/s' }).message).toMatch(
      /: the generator left 600 of 12,000 messages unsent/,
    );
  });

  test.each<PromiseInput>([{ 'publish.rate': '< 300/s' }, { 'publish.rate': '<= 300/s' }])(
    'or above it, as of %j, is the target’s, however much the generator left unsent',
    (promise) => {
      expect(verdictOf(unsent('unsentByGenerator', 600), promise).verdict).toBe('fail');
    },
  );

  test('in a closed loop is the target’s, which has no offered rate to blame', () => {
    const groups = { devices: devices({ inflight: 10 }) };
    expect(verdictOf({ groups }, { 'publish.rate': '>= 5000/s' }).verdict).toBe('fail');
    expect(verdictOf({ groups, generatorBound: true }, { 'publish.rate': '>= 5000/s' })).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('generator-bound'),
    });
  });

  test('in a closed loop is excused by a stall as far as it could have cost messages', () => {
    const groups = { devices: devices({ inflight: 10 }) };
    const stalled = (durationMs: number) => [{ stalls: [{ atMs: 9000, durationMs }] }];
    const wanted = { 'publish.rate': '>= 500/s' } as const;
    expect(verdictOf({ groups, agents: stalled(7000) }, wanted).verdict).toBe('invalid');
    expect(verdictOf({ groups, agents: stalled(5000) }, wanted).verdict).toBe('fail');
    const targetFaults = ['broker closed 3 connections'];
    expect(verdictOf({ groups, agents: stalled(7000), targetFaults }, wanted).verdict).toBe('fail');
    // 12,000 in the last 10 s.
    const windows = { late: { fromMs: 20_000, toMs: 30_000 } };
    const late = (durationMs: number) => ({
      ...{ groups, windows, agents: [{ stalls: [{ atMs: 21_000, durationMs }] }] },
    });
    expect(verdictOf(late(3000), { 'publish.rate': '>= 1600/s' }, 'late').verdict).toBe('invalid');
    expect(verdictOf(late(2000), { 'publish.rate': '>= 1600/s' }, 'late').verdict).toBe('fail');
  });

  test('is 99 % of offered to the last message', () => {
    expect(verdictOf(unsent('unsentByTarget', 120), { 'publish.rate': '>= 99% of offered' }).verdict).toBe(
      'pass',
    );
    expect(verdictOf(unsent('unsentByTarget', 121), { 'publish.rate': '>= 99% of offered' }).verdict).toBe(
      'fail',
    );
  });

  test('of received is the target’s when it lost them', () => {
    const groups = { devices: devices(), recorder: recorder({ counts: { received: 11_000, lost: 1000 } }) };
    expect(verdictOf({ groups }, { 'delivery.rate': '>= 400/s' }).verdict).toBe('fail');
  });
});

describe('messages that were', () => {
  const stalled = [{ loopUtilization: 0.99, stalls: [{ atMs: 5000, durationMs: 900 }] }];
  test.each<['lost' | 'duplicated' | 'reordered' | 'foreign', PromiseInput]>([
    ['lost', { lost: '= 0' }],
    ['duplicated', { duplicated: '= 0' }],
    ['reordered', { reordered: '= 0' }],
    ['foreign', { foreign: '= 0' }],
  ])('%s are the target’s, even when the generator stalled', (metric, promise) => {
    const groups = { devices: devices(), recorder: recorder({ counts: { [metric]: 3 } }) };
    expect(verdictOf({ groups, agents: stalled }, promise)).toMatchObject({ verdict: 'fail' });
    expect(verdictOf(sound, promise)).toMatchObject({ verdict: 'pass' });
  });

  test('lost in the warm-up are lost', () => {
    const shape = { ...sound, ledger: { lost: 2, owed: 14_000 } };
    expect(verdictOf(shape, { lost: '= 0' })).toEqual({
      verdict: 'fail',
      message: 'lost 2, required = 0 (n = 14,000)',
    });
    expect(verdictOf(shape, { 'recorder/lost': '= 0' }).verdict).toBe('pass');
  });

  test('none lost of a load that was not offered proves nothing', () => {
    expect(verdictOf(unsent('unsentByGenerator', 600), { lost: '= 0' }).verdict).toBe('invalid');
  });
});

describe('connecting', () => {
  const clients = (connect: object, rest: object = {}): RunShape => ({
    groups: { devices: devices({ connect, ...rest }) },
  });
  test('slower than promised fails', () => {
    expect(
      verdictOf(clients({ firstAttemptMs: -1000, lastConnackMs: 0 }), { 'connect.rate': '>= 200/s' }).verdict,
    ).toBe('fail');
  });
  test('slower because the plan asks for less is invalid', () => {
    const shape = clients({ firstAttemptMs: -1000, lastConnackMs: 0 }, { rampPerSecond: 100 });
    expect(verdictOf(shape, { 'connect.rate': '>= 200/s' }).verdict).toBe('invalid');
  });
  test('slower because an agent stalled is invalid', () => {
    const agents = [{ stalls: [{ atMs: -900, durationMs: 600 }] }];
    expect(
      verdictOf(
        { ...clients({ firstAttemptMs: -1000, lastConnackMs: 0 }), agents },
        { 'connect.rate': '>= 200/s' },
      ).verdict,
    ).toBe('invalid');
    expect(
      verdictOf(
        { ...clients({ firstAttemptMs: -1000, lastConnackMs: 0 }), agents },
        { 'connect.rate': '>= 300/s' },
      ).verdict,
    ).toBe('fail');
  });
  test('slower because the host took a CPU meanwhile is invalid', () => {
    const observation = anObservation({ system: aSystem({ fromMs: -1000, cpuStolenPercent: [60, 0] }) });
    const shape = clients({ firstAttemptMs: -1000, lastConnackMs: 0 });
    const judged = (bound: '>= 200/s' | '>= 300/s') =>
      verdictOf(shape, { 'connect.rate': bound }, 'measure', observation).verdict;
    expect(judged('>= 200/s')).toBe('invalid');
    expect(judged('>= 300/s')).toBe('fail');
  });
  test('of a group that joins late is excused by a stall at that time', () => {
    const late = { startAfterMs: 1000, connect: { firstAttemptMs: 1000, lastConnackMs: 2000 } };
    const groups = { devices: devices(), late };
    const agents = [{ stalls: [{ atMs: 1100, durationMs: 600 }] }];
    expect(verdictOf({ groups, agents }, { 'late/connect.rate': '>= 200/s' }).verdict).toBe('invalid');
    expect(verdictOf({ groups, agents }, { 'late/connect.rate': '>= 300/s' }).verdict).toBe('fail');
  });
  test('failing for want of our own ports is invalid as far as the bound is kept without that', () => {
    const failedBy = { 'no free source port': 8, 'connection refused': 2 };
    const shape = clients({ succeeded: 90, failed: 10, failedBy });
    expect(verdictOf(shape, { 'connect.failed': '<= 2' }).verdict).toBe('invalid');
    expect(verdictOf(shape, { 'connect.failed': '<= 1' }).verdict).toBe('fail');
  });
  test('failing for want of our own ports makes a load that was not offered, not a target that kept it back', () => {
    const shape = (cause: string) =>
      clients(
        { succeeded: 70, failed: 30, failedBy: { [cause]: 30 } },
        { counts: { sent: 8400, acknowledged: 8400, unsentByTarget: 3600 } },
      );
    const rate = { 'publish.rate': '>= 99% of offered' } as const;
    const p99 = { 'publish.ack.p99': '< 100ms' } as const;
    for (const promise of [rate, p99]) {
      expect(verdictOf(shape('no free source port'), promise).verdict).toBe('invalid');
      expect(verdictOf(shape('connection refused'), promise).verdict).toBe('fail');
    }
  });
  test('refused fails, for want of our own ports is invalid', () => {
    const failed = (cause: string) => clients({ succeeded: 90, failed: 10, failedBy: { [cause]: 10 } });
    expect(verdictOf(failed('CONNACK 5 not authorised'), { 'connect.failed': '= 0' }).verdict).toBe('fail');
    expect(verdictOf(failed('no free source port'), { 'connect.failed': '= 0' }).verdict).toBe('invalid');
  });
});

describe('drift', () => {
  const series = {
    ackP50Ms: [...Array(10).fill(10), ...Array(10).fill(15), ...Array(10).fill(30)],
    acknowledged: Array(30).fill(400),
  };
  const drifting: RunShape = { groups: { devices: devices({ series }) } };
  test('beyond its bound fails', () => {
    expect(verdictOf(drifting, { drift: '< 1.5' })).toEqual({
      verdict: 'fail',
      message: 'drift 3, required < 1.5 (n = 8,000)',
    });
  });
  test('is invalid when the generator was full', () => {
    expect(verdictOf({ ...drifting, agents: [{ loopUtilization: 0.95 }] }, { drift: '< 1.5' }).verdict).toBe(
      'invalid',
    );
  });
  test('is invalid when the seconds of a stall make it, and of no other stall', () => {
    const agents = [{ stalls: [{ atMs: 24_900, durationMs: 400 }] }];
    const drift = { drift: '< 1.5' } as const;
    expect(verdictOf({ ...drifting, agents }, drift).verdict).toBe('fail');
    const ackP50Ms = [...Array(24).fill(10), 200, 200, ...Array(4).fill(10)];
    const groups = { devices: devices({ series: { ...series, ackP50Ms } }) };
    expect(verdictOf({ groups, agents }, drift)).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining('an agent stalled for 400 ms in the window'),
    });
    expect(verdictOf({ groups }, drift).verdict).toBe('fail');
  });
  test('is invalid when the load was not offered', () => {
    const counts = { sent: 6000, acknowledged: 6000, unsentByGenerator: 6000 };
    const groups = { devices: devices({ series, counts }) };
    expect(verdictOf({ groups, targetFaults: ['broker closed 1'] }, { drift: '< 1.5' }).verdict).toBe(
      'invalid',
    );
  });
  test('is invalid when the seconds in which the host took a CPU make it', () => {
    const ackP50Ms = [...Array(24).fill(10), 200, 200, ...Array(4).fill(10)];
    const groups = { devices: devices({ series: { ...series, ackP50Ms } }) };
    const judged = (...taken: number[]) => {
      const cpuStolenPercent = [...Array(24).fill(0), ...taken];
      const observation = anObservation({ system: aSystem({ cpuStolenPercent }) });
      return verdictOf({ groups }, { drift: '< 1.5' }, 'measure', observation);
    };
    expect(judged(40, 40)).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining("the machine's host took a CPU away for up to 800 ms"),
    });
    expect(judged(0, 0, 0, 40).verdict).toBe('fail');
    expect(judged().verdict).toBe('fail');
  });
  test('without an answer in the last third fails when the target hung', () => {
    const hung = devices({
      counts: { acknowledged: 8000 },
      series: {
        ackP50Ms: [...Array(20).fill(10), ...Array(10).fill(null)],
        acknowledged: Array(30).fill(400),
      },
    });
    expect(verdictOf({ groups: { devices: hung } }, { drift: '< 1.5' }).verdict).toBe('fail');
    const sparse = { ...hung, counts: { ...hung.counts, acknowledged: 11_990 } };
    expect(verdictOf({ groups: { devices: sparse } }, { drift: '< 1.5' }).verdict).toBe('invalid');
    expect(verdictOf({ groups: { devices: devices() } }, { drift: '< 1.5' }).verdict).toBe('invalid');
  });
});

describe('resources', () => {
  test('of the target are its own, those of the generator make it invalid', () => {
    const observation = anObservation({
      target: aProcess({ cpuPercent: [90, 100], residentBytes: [1e6, 64e6] }),
    });
    const { rows } = judge(
      aRun({ ...sound, agents: [{ cpuPercent: 20 }, { cpuPercent: 97, loopUtilization: 0.95 }] }),
      slo({
        'target.cpu': '< 80%',
        'target.memory': '<= 64MB',
        'generator.cpu': '< 80%',
        'generator.loop.utilization': '< 96%',
      }),
      { observation },
    );
    expect(rows.map(({ verdict, actual }) => [verdict, actual])).toEqual([
      ['fail', '95 %'],
      ['pass', '64 MB'],
      ['invalid', '97 %'],
      ['pass', '95 %'],
    ]);
    expect(rows[2]!.message).toMatch(/: the generator was too busy; add agents or lower the load$/);
  });
});
