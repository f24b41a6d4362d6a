import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../../slo/promise.ts';
import { anObservation, devices, type GroupShape, type RunShape } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

/** A group of 100 clients. */
const group = (connect: NonNullable<GroupShape['connect']>, rest: GroupShape = {}): GroupShape =>
  devices({ ...rest, connect });
const inOneSecond = { firstAttemptMs: -1000, lastConnackMs: 0 };
const rate = (groups: RunShape['groups'], bound: string, metric = 'connect.rate') =>
  verdictOf({ groups }, { [metric]: bound } as object as PromiseInput);

describe('the rate at which clients connect', () => {
  test('is from the first attempt of any group to the last CONNACK of any', () => {
    const groups = {
      first: group({ firstAttemptMs: -2000, lastConnackMs: -1500 }),
      second: group({ firstAttemptMs: -1200, lastConnackMs: -1000 }),
    };
    expect(rate(groups, '>= 200/s').message).toMatch(/^connect.rate 200\/s.*n = 200/);
  });

  test('is of the groups that connect before the start, unless all come later or one is named', () => {
    const late = group({ firstAttemptMs: 1000, lastConnackMs: 3000 }, { startAfterMs: 1000 });
    const early = group(inOneSecond);
    expect(rate({ early, late }, '>= 100/s').message).toMatch(/^connect.rate 100\/s/);
    expect(rate({ late }, '>= 50/s').message).toMatch(/^connect.rate 50\/s/);
    expect(rate({ early, late }, '>= 50/s', 'late/connect.rate').message).toMatch(/ 50\/s/);
  });

  test('is 0 where no client was let in, which is the doing of the target', () => {
    const refused = group({ succeeded: 0, failed: 100, failedBy: { refused: 100 } });
    expect(rate({ refused }, '>= 1/s')).toEqual({
      verdict: 'fail',
      message: 'connect.rate 0/s, required >= 1/s (n = 100)',
    });
  });

  test('is not known where nobody tried, or all came at once', () => {
    const nobody = group({ attempted: 0, succeeded: 0 });
    expect(rate({ nobody }, '>= 1/s').message).toContain('no client tried to connect');
    const atOnce = group({ firstAttemptMs: -200, lastConnackMs: -200 });
    expect(rate({ atOnce }, '>= 1/s').message).toContain('connecting took no measurable time');
    expect(verdictOf({ groups: { nobody } }, { 'connect.failed': '= 0' }).message).toContain(
      'no client tried to connect',
    );
  });

  test('that the ramps of all groups together do not ask for is a mistake in the plan', () => {
    // 100 clients in a second, then 100 in three: 50 a second.
    const ramps = {
      fast: group(inOneSecond, { rampPerSecond: 100 }),
      slow: group({}, { rampPerSecond: 100 / 3 }),
    };
    expect(rate(ramps, '>= 600/s')).toEqual({
      verdict: 'invalid',
      message: expect.stringMatching(
        /: the plan connects 50 clients a second; raise the ramp or lower the bound$/,
      ),
    });
    expect(rate({ ...ramps, free: group({}) }, '>= 600/s').verdict).toBe('fail');
    expect(rate(ramps, '>= 300/s').verdict).toBe('invalid');
  });

  test('that the ramps ask for and the target does not keep is a fail; so is one that is too high', () => {
    const ramped = { ramped: group({ firstAttemptMs: -2000, lastConnackMs: 0 }, { rampPerSecond: 100 }) };
    expect(rate(ramped, '>= 100/s').verdict).toBe('fail');
    expect([rate(ramped, '< 20/s').verdict, rate(ramped, '<= 20/s').verdict]).toEqual(['fail', 'fail']);
  });

  test('that clients without files or ports of our own would have made is not told', () => {
    const ranOut = (failed: number, failedBy: Record<string, number>) =>
      group({ ...inOneSecond, succeeded: 100 - failed, failed, failedBy });
    const ours = { ours: ranOut(10, { 'too many open files': 10 }) };
    expect(rate(ours, '>= 100/s')).toEqual({
      verdict: 'invalid',
      message: expect.stringMatching(/: 10 clients failed on the generator/),
    });
    expect(rate(ours, '>= 101/s').verdict).toBe('fail');
    expect(rate({ theirs: ranOut(10, { refused: 10 }) }, '>= 100/s').verdict).toBe('fail');
  });

  test('is excused by a stall together with what failed for want of our own', () => {
    const failedBy = { 'too many open files': 10 };
    const groups = { ours: group({ ...inOneSecond, succeeded: 90, failed: 10, failedBy }) };
    const stalled = (bound: '>= 190/s' | '>= 210/s') =>
      verdictOf(
        { groups, agents: [{ stalls: [{ atMs: -800, durationMs: 500 }] }] },
        { 'connect.rate': bound },
      ).verdict;
    expect([stalled('>= 190/s'), stalled('>= 210/s')]).toEqual(['invalid', 'fail']);
  });

  test('is not excused by a stall where nobody came in at all', () => {
    const groups = { none: group({ ...inOneSecond, succeeded: 0, failed: 100, failedBy: { refused: 100 } }) };
    const agents = [{ stalls: [{ atMs: -800, durationMs: 500 }] }];
    expect(verdictOf({ groups, agents }, { 'connect.rate': '>= 1/s' }).verdict).toBe('fail');
  });
});

describe('connections of planned returns', () => {
  const again = { attempted: 300, failed: 5, failedBy: { 'CONNACK 151 quota exceeded': 5 }, tookMs: 3000 };
  const connect = { firstAttemptMs: -1000, lastConnackMs: 0, again };
  const groups = { devices: devices({ cycle: { holdMs: 1000, awayMs: 1000, times: 3 }, connect }) };

  test('count in the rate and among the failures, by cause', () => {
    expect(verdictOf({ groups }, { 'connect.rate': '>= 98/s' }).verdict).toBe('pass');
    expect(verdictOf({ groups }, { 'connect.rate': '>= 99/s' }).verdict).toBe('fail');
    expect(verdictOf({ groups }, { 'connect.failed': '= 0' })).toEqual({
      verdict: 'fail',
      message: expect.stringMatching(/connect.failed 5,.* \(n = 400\).*CONNACK 151 quota exceeded: 5/),
    });
  });

  test('are no slow target where the generator was the bottleneck meanwhile', () => {
    const seen = (where: 'generator' | 'machine' | 'target') =>
      verdictOf(
        { groups },
        { 'connect.rate': '>= 200/s' },
        'measure',
        anObservation({ bottleneck: { where, evidence: ['its loop was 97 % busy'] } }),
      );
    expect([seen('target').verdict, seen('machine').verdict]).toEqual(['fail', 'invalid']);
    expect(seen('generator')).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining('its loop was 97 % busy'),
    });
  });

  test('that waited at the end are no refusals where the generator was the bottleneck; others are', () => {
    const seen = (failedBy: Record<string, number>) =>
      verdictOf(
        {
          groups: {
            devices: devices({
              cycle: { holdMs: 1000, awayMs: 1000, times: 3 },
              connect: { again: { ...again, failedBy } },
            }),
          },
        },
        { 'connect.failed': '= 0' },
        'measure',
        anObservation({ bottleneck: { where: 'generator', evidence: ['its loop was 97 % busy'] } }),
      ).verdict;
    expect(seen({ 'not connected by the end of the run': 5 })).toBe('invalid');
    expect(seen({ 'not connected by the end of the run': 4, 'connection refused': 1 })).toBe('fail');
  });

  test('that failed are not counted twice where latencies have them at their time-out', () => {
    const shape = (failed: number) => ({
      groups: {
        devices: devices({
          latencies: {
            connect: [
              [10, 1000 - failed],
              [10_000, failed],
            ],
          },
          connect: { attempted: 1000, succeeded: 1000 - failed, failed, atTimeout: { connect: failed } },
        }),
      },
    });
    expect(verdictOf(shape(4), { 'connect.mean': '< 500ms' }).verdict).toBe('pass');
    expect(verdictOf(shape(9), { 'connect.mean': '< 50ms' }).verdict).toBe('fail');
    expect(verdictOf(shape(20), { 'connect.mean': '< 500ms' })).toEqual({
      verdict: 'fail',
      message: expect.stringContaining('20 of 1,000 were never answered'),
    });
  });
});

describe('a latency of connecting where one group joins late', () => {
  const late = devices({
    startAfterMs: 1000,
    connect: { firstAttemptMs: 1000, lastConnackMs: 2000 },
    latencies: { connect: [[2000, 100]] },
  });
  const early = devices({ latencies: { connect: [[3, 100]] } });
  const agents = [{ stalls: [{ atMs: 900, durationMs: 2000 }] }];
  const max: PromiseInput = { 'connect.max': '< 1s' };

  test('is excused by a stall at that time', () => {
    expect(verdictOf({ groups: { early, late }, agents }, max).verdict).toBe('invalid');
  });

  test('is not where all came before', () => {
    const slow = devices({ latencies: { connect: [[2000, 100]] } });
    expect(verdictOf({ groups: { slow }, agents }, max).verdict).toBe('fail');
  });
});

describe('subscribing', () => {
  const subscribers = (rest: GroupShape): RunShape => ({ groups: { r: { subscribes: true, ...rest } } });
  const p50: PromiseInput = { 'subscribe.ack.p50': '< 100ms' };

  test('is judged by how long a SUBACK took', () => {
    expect(verdictOf(subscribers({ latencies: { 'subscribe.ack': [[5, 100]] } }), p50).verdict).toBe('pass');
    expect(verdictOf(subscribers({ latencies: { 'subscribe.ack': [[500, 100]] } }), p50).verdict).toBe(
      'fail',
    );
  });

  test('fails when the target refused more clients than the statistic allows', () => {
    const refused = { succeeded: 100, failed: 50, failedBy: { refused: 50 } };
    const shape = subscribers({ latencies: { 'subscribe.ack': [[5, 100]] }, connect: refused });
    expect(verdictOf(shape, p50)).toEqual({
      verdict: 'fail',
      message: expect.stringMatching(/: 50 of 150 were never answered/),
    });
  });

  test('is missing where nobody subscribes, and a fail where nobody was let in', () => {
    const publishing = { groups: { devices: devices() } };
    expect(verdictOf(publishing, p50)).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining('nobody subscribes'),
    });
    const out = subscribers({ connect: { succeeded: 0, failed: 100, failedBy: { refused: 100 } } });
    expect(verdictOf(out, p50)).toEqual({
      verdict: 'fail',
      message: expect.stringContaining('no SUBACK came'),
    });
    expect(
      verdictOf(
        { groups: { devices: devices({ connect: { succeeded: 0, failed: 9, failedBy: { refused: 9 } } }) } },
        p50,
      ).verdict,
    ).toBe('invalid');
  });
});
