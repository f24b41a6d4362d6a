import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../slo/promise.ts';
import { devices, type RunShape } from './a-run.ts';
import { verdictOf } from './verdict-of.ts';

const p99: PromiseInput = { 'publish.ack.p99': '< 100ms' };

describe('samples', () => {
  const withSamples = (n: number, ms = 20, counts = {}): RunShape => ({
    groups: {
      devices: devices({
        counts: { offered: n, sent: n, acknowledged: n, ...counts },
        latencies: { 'publish.ack': [[ms, n]], 'publish.ack.service': [[ms, n]] },
      }),
    },
  });

  test.each([
    ['p50', 20],
    ['p75', 40],
    ['p90', 100],
    ['p95', 200],
    ['p99', 1000],
    ['p99.9', 10_000],
    ['min', 1],
    ['mean', 1],
    ['max', 1],
  ] as const)('%s needs %d of them', (statistic, needed) => {
    const promise = { [`publish.ack.${statistic}`]: '< 100ms' } as object as PromiseInput;
    expect(verdictOf(withSamples(needed), promise).verdict).toBe('pass');
    if (needed > 1) {
      expect(verdictOf(withSamples(needed - 1), promise).verdict).toBe('invalid');
      expect(verdictOf(withSamples(needed - 1, 500), promise).verdict).toBe('invalid');
    }
  });

  test('that are too few say how long the run has to be', () => {
    expect(verdictOf(withSamples(500), p99).message).toBe(
      'publish.ack.p99 20.0 ms, required < 100 ms (n = 500): p99 needs 1,000 messages, got 500 in 30 s: ' +
        'measure at least 60 s, or judge p95',
    );
  });

  test.each([
    [19, 'max'],
    [20, 'p50'],
    [199, 'p90'],
    [617, 'p95'],
  ])('that are too few, %d, suffice for %s', (n, statistic) => {
    expect(verdictOf(withSamples(n), p99).message).toMatch(new RegExp(`, or judge ${statistic}$`));
  });

  test('that are too few in a window say how long the window has to be', () => {
    const { message } = verdictOf(
      { ...withSamples(500), windows: { storm: { fromMs: 0, toMs: 5000 } } },
      p99,
      'storm',
    );
    expect(message).toMatch(/got 500 in 5 s: make the window at least 10 s long, or judge p95$/);
  });

  test('of connecting are clients, not seconds', () => {
    const groups = { devices: devices({ latencies: { connect: [[3, 100]] } }) };
    expect(verdictOf({ groups }, { 'connect.p99': '< 1s' }).message).toMatch(
      /: p99 needs 1,000 connections, got 100: judge p90$/,
    );
    expect(verdictOf({ groups }, { 'connect.p90': '< 1s' }).verdict).toBe('pass');
  });

  test.each<[string, RunShape]>([
    ['never answered most', withSamples(300, 20, { offered: 1200, sent: 1200 })],
    ['blocked most', withSamples(300, 20, { offered: 1200, unsentByTarget: 900 })],
    ['was slow and lost answers', withSamples(500, 900, { offered: 502, sent: 502 })],
    [
      'was slow and closed connections',
      { ...withSamples(500, 900), targetFaults: ['broker closed 1 connection'] },
    ],
  ])('too few because the target %s are a fail', (_, shape) => {
    expect(verdictOf(shape, p99).verdict).toBe('fail');
  });
});

describe('connecting', () => {
  const connecting = (
    connect: Partial<RunShape['groups'][string]['connect'] & object>,
    ms = 3,
  ): RunShape => ({
    groups: { devices: devices({ connect, latencies: { connect: [[ms, 100]] } }) },
  });

  test('is not excused by the measure phase', () => {
    const shape = connecting({}, 2000);
    expect(
      verdictOf({ ...shape, agents: [{ loopUtilization: 0.99 }] }, { 'connect.p50': '< 1s' }).verdict,
    ).toBe('fail');
    expect(
      verdictOf(
        { ...shape, agents: [{ stalls: [{ atMs: 100, durationMs: 1500 }] }] },
        { 'connect.p50': '< 1s' },
      ).verdict,
    ).toBe('fail');
    expect(
      verdictOf(
        { ...shape, agents: [{ stalls: [{ atMs: -4000, durationMs: 1500 }] }] },
        { 'connect.p50': '< 1s' },
      ),
    ).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining('an agent stalled for 1,500 ms before the measure phase; without'),
    });
  });

  test('is judged whatever the generator left unsent, and whatever the target did, afterwards', () => {
    const unsent = { counts: { sent: 6000, acknowledged: 6000, unsentByGenerator: 6000 } };
    const latencies = { connect: [[3, 100]] } as const;
    const groups = { devices: devices({ ...unsent, latencies }) };
    expect(verdictOf({ groups }, { 'connect.p50': '< 1s' }).verdict).toBe('pass');
    const targetFaults = ['broker closed 3 connections at 12.4 s'];
    const slow = { ...connecting({}, 5000), targetFaults };
    expect(verdictOf(slow, { 'connect.p99': '< 1s' }).verdict).toBe('invalid');
  });

  test('fails when the target refused more clients than the percentile allows', () => {
    expect(
      verdictOf(connecting({ attempted: 150, failed: 50, failedBy: { refused: 50 } }), {
        'connect.p90': '< 1s',
      }).verdict,
    ).toBe('fail');
  });

  test('is no fail of the target when files ran out on our side, and a pass only where that decides nothing', () => {
    const ranOut = (clients: number, ms?: number) =>
      connecting(
        { attempted: 100 + clients, failed: clients, failedBy: { 'too many open files': clients } },
        ms,
      );
    const p90 = { 'connect.p90': '< 1s' } as const;
    expect(verdictOf(ranOut(50), p90)).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining('50 clients failed on the generator'),
    });
    expect(verdictOf(ranOut(5), p90).verdict).toBe('pass');
    // 11 of 111 are less than a tenth, 12 of 112 are more.
    expect([11, 12].map((clients) => verdictOf(ranOut(clients), p90).verdict)).toEqual(['pass', 'invalid']);
    expect(verdictOf(ranOut(5, 5000), p90).verdict).toBe('fail');
  });
});
