import { describe, expect } from 'vitest';
import { decodeHistogram } from '../../../load/histogram.ts';
import type { MeasuredRun } from '../../../load/mqtt/result.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { lineTo } from './line.ts';
import { group, measure, percentileMs, test } from './measure.ts';
import { shortBacklog } from './short-backlog.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const rounds = (result: MeasuredRun) => result.rounds?.clients ?? [];
const all = slo({ 'connect.mean': '< 500ms', 'connect.failed': '= 0', 'connect.rate': '>= 1/s' });

describe('rounds of connecting', () => {
  test('have latencies, counts and rates of their own, and together those of the run', async ({ start }) => {
    const result = await measure(await start(), {
      groups: {
        clients: {
          clients: 60,
          connect: { protocol: '5' },
          startAfter: '0s',
          cycle: { hold: '800ms', away: '200ms', times: 2 },
        },
      },
      ramp: '100/s',
      measure: '4s',
      drain: '0s',
    });
    expect(rounds(result).map(({ attempted, failed }) => [attempted, failed])).toEqual([
      [60, 0],
      [60, 0],
      [60, 0],
    ]);
    for (const { due, connected, latencies, tookMs } of rounds(result)) {
      expect([sum(due), sum(connected)]).toEqual([60, 60]);
      expect(decodeHistogram(latencies.connect!).totalCount).toBe(60);
      expect(decodeHistogram(latencies['connect.tcp']!).totalCount).toBe(60);
      expect(tookMs).toBeGreaterThan(550);
    }
    // Also of a load without a drain.
    expect(result.generator.perAgent[0]!.cpuPercent).toBeGreaterThan(0);
    const [first, second] = rounds(result);
    expect(second!.fromMs - first!.fromMs).toBeGreaterThan(1000);
    expect(decodeHistogram(group(result, 'clients').latencies.connect!).totalCount).toBe(180);
    expect(judge(result, all)).toMatchObject({ verdict: 'pass', rows: [{ n: 180 }, { n: 180 }, { n: 180 }] });
  });

  test('go on at the rate of the ramp where clients leave in turn', async ({ start }) => {
    const result = await measure(await start(), {
      groups: {
        clients: { clients: 100, cycle: { hold: '400ms', away: '200ms', times: 5, inTurn: true } },
      },
      ramp: '200/s',
      measure: '4s',
      drain: '0s',
    });
    expect(rounds(result).map(({ attempted }) => attempted)).toEqual([100, 100, 100, 100, 100, 100]);
    const { connected } = result.series.groups.clients!;
    // In any second some are there and some are away.
    expect(Math.max(...connected.slice(1, 3))).toBeLessThan(100);
    expect(Math.min(...connected.slice(1, 3))).toBeGreaterThan(40);
    const [rate] = judge(result, slo({ 'connect.rate': '>= 1/s' })).rows;
    expect(rate!.value).toBeGreaterThan(150);
    expect(rate!.value).toBeLessThan(210);
  });

  test('have failed connections at their time-out, and those clients come again with the next round', async ({
    start,
  }) => {
    const broker = await start();
    await using line = await lineTo(broker);
    const result = await measure(
      line,
      {
        groups: {
          clients: {
            clients: 10,
            connect: { timeout: '300ms' },
            cycle: { hold: '500ms', away: '500ms', times: 2 },
          },
        },
        measure: '3s',
        drain: '0s',
      },
      {},
      {
        onMeasureStart: () => {
          setTimeout(() => (line.answers = false), 600);
          setTimeout(() => (line.answers = true), 1450);
        },
      },
    );
    expect(rounds(result).map(({ attempted, failed, failedBy }) => [attempted, failed, failedBy])).toEqual([
      [10, 0, {}],
      [10, 10, { 'time-out: no CONNACK': 10 }],
      [10, 0, {}],
    ]);
    const { latencies, connect, returns } = group(result, 'clients');
    const [, second] = rounds(result);
    expect(decodeHistogram(second!.latencies.connect!).getValueAtPercentile(1)).toBeGreaterThanOrEqual(
      299_000,
    );
    expect(decodeHistogram(latencies.connect!).totalCount).toBe(30);
    expect(connect.atTimeout).toEqual({ connect: 10, 'connect.mqtt': 10 });
    expect(returns).toMatchObject({ left: 10, returned: 10 });
    const judged = judge(result, slo({ 'connect.failed': '= 0', 'connect.mean': '< 500ms' }));
    expect(judged.rows.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['fail', expect.stringContaining('time-out: no CONNACK: 10')],
      ['fail', expect.stringContaining('10 of 30 were never answered')],
    ]);
  });

  test('name refusals by the reason of the CONNACK, and count them at the time-out', async ({ start }) => {
    const broker = await start({ refuse: { clients: /-[0-4]$/, code: 0x97 } });
    const result = await measure(broker, {
      groups: { clients: { clients: 10, connect: { protocol: '5', clientId: 'c-{client}', timeout: '2s' } } },
      measure: '200ms',
      drain: '0s',
    });
    expect(group(result, 'clients').connect.failedBy).toEqual({ 'CONNACK 151 quota exceeded': 5 });
    expect(percentileMs(result, 'clients', 'connect', 100)).toBeGreaterThanOrEqual(1999);
    expect(percentileMs(result, 'clients', 'connect.mqtt', 100)).toBeGreaterThanOrEqual(1999);
  });

  test('name a listen backlog that overflows by the SYNs that had to be sent again', async () => {
    await using server = await shortBacklog({ stopsAt: 6, stopsForMs: 700 });
    const result = await measure(server, {
      groups: { clients: { clients: 40, connect: { timeout: '3s' } } },
      measure: '200ms',
      drain: '0s',
    });
    // How many it takes depends on how soon the others come; some are made for the client alone, too:
    // the kernel of the server drops what ends the handshake.
    const { synRetries } = group(result, 'clients').connect;
    expect(synRetries?.[1]).toBeGreaterThan(0);
    expect(percentileMs(result, 'clients', 'connect.tcp', 100)).toBeGreaterThan(980);
    expect(result.targetFaults.join()).toMatch(/SYN was sent again \(after 1 s: \d+.*listen backlog/);
  });
});
