import { describe, expect } from 'vitest';
import type { MqttPlanInput } from '../../../load/mqtt/plan-input.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { startFaultBroker } from '../../fault-broker/fault-broker.ts';
import { group, measure, percentileMs, test } from './measure.ts';

/** 1,000 messages a second. */
const plan = {
  groups: {
    devices: {
      clients: 100,
      publish: { topic: 'devices/{client}/state', payload: '100B', qos: 1, every: '100ms' },
    },
    recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1 } },
  },
  warmup: '500ms',
  measure: '3s',
  drain: '500ms',
} as const satisfies MqttPlanInput;

/** No word of loss: a latency alone must not pass because the slow ones never came. */
const promise = slo({ 'publish.ack.p99': '< 100ms' });

/** Nearest rank. */
function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percentile / 100) * sorted.length) - 1]!;
}

// Other processes may take this machine's CPUs for a moment; a wrong number is wrong every time.
const quiet = { retry: 3 };

describe('delays', () => {
  // No percentile sits on an edge: p50 lies in steps up to 40 ms, p99 amid a fiftieth of 60 ms, which no short stall moves.
  const delaysMs = Array.from({ length: 1000 }, (_, i) => (i % 50 === 49 ? 60 : i / 25));
  const MOST_ROUNDS = 20;

  /** By how much what is reported exceeds the delays the broker kept to: p50 and p99, in ms, of 1 s. */
  async function round(pacing: 'poll' | 'timer', latency: 'delivery' | 'delivery.service') {
    await using broker = await startFaultBroker({ delaysMs });
    const result = await measure(broker, { ...plan, warmup: '0s', measure: '1s' }, { pacing });
    const { delaysUs } = await broker.record();
    expect(delaysUs.length).toBe(1000);
    expect(result.ledger).toMatchObject({ lost: 0, reordered: 0, duplicated: 0 });
    return [50, 99].map(
      (percentile) =>
        percentileMs(result, 'recorder', latency, percentile) - percentileOf(delaysUs, percentile) / 1000,
    );
  }

  test.each([
    ['poll', 'delivery'],
    ['timer', 'delivery.service'],
  ] as const)(
    'the broker recorded and %s pacing reports as %s agree within 1 ms',
    async (pacing, latency) => {
      // What pacing can do: whatever else runs here takes CPUs from some rounds, and makes no percentile better than it is.
      let best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let rounds = 0; Math.max(...best) >= 1 && rounds < MOST_ROUNDS; rounds++) {
        const excess = await round(pacing, latency);
        // Every delivery takes at least its delay; a histogram is exact to 0.1 %.
        expect(Math.min(...excess)).toBeGreaterThan(-0.1);
        best = best.map((least, p) => Math.min(least, excess[p]!));
      }
      expect(Math.max(...best)).toBeLessThan(1);
    },
  );
});

describe('a stall of 500 ms', () => {
  test('of the broker shows in response and in service time, and fails', quiet, async ({ start }) => {
    const result = await measure(await start({ stall: { afterMs: 1500, forMs: 500 } }), plan);
    expect(percentileMs(result, 'devices', 'publish.ack', 99)).toBeGreaterThan(350);
    expect(percentileMs(result, 'devices', 'publish.ack.service', 99)).toBeGreaterThan(350);
    expect(percentileMs(result, 'devices', 'publish.ack', 100)).toBeLessThan(700);
    expect(percentileMs(result, 'devices', 'schedule.lag', 99)).toBeLessThan(50);
    expect(result.ledger.lost).toBe(0);
    expect(judge(result, promise).verdict).toBe('fail');
  });

  test(
    'of an agent shows in response time and schedule lag, not in service time, and is invalid',
    quiet,
    async ({ start }) => {
      let pids: readonly number[] = [];
      const result = await measure(
        await start(),
        plan,
        {},
        {
          onAgents: (started) => {
            pids = started;
          },
          onMeasureStart: () => {
            setTimeout(() => process.kill(pids[0]!, 'SIGSTOP'), 1000);
            setTimeout(() => process.kill(pids[0]!, 'SIGCONT'), 1500);
          },
        },
      );
      expect(percentileMs(result, 'devices', 'publish.ack', 99)).toBeGreaterThan(350);
      expect(percentileMs(result, 'devices', 'schedule.lag', 99)).toBeGreaterThan(350);
      expect(percentileMs(result, 'devices', 'publish.ack.service', 99)).toBeLessThan(100);
      // Late, not skipped.
      expect(group(result, 'devices').counts).toMatchObject({
        offered: 3000,
        sent: 3000,
        acknowledged: 3000,
      });
      const stalls = result.generator.perAgent.flatMap((agent) => agent.stalls);
      expect(stalls.some(({ durationMs }) => durationMs > 400 && durationMs < 700)).toBe(true);
      expect(judge(result, promise).verdict).toBe('invalid');
    },
  );

  test('of nobody passes', quiet, async ({ start }) => {
    const result = await measure(await start(), { ...plan, measure: '1500ms' });
    expect(judge(result, promise)).toMatchObject({ verdict: 'pass' });
  });
});

test('a group that joins alone is sent on time, not when a sleeping agent wakes', async ({ start }) => {
  const broker = await start();
  const late = {
    clients: 10,
    publish: { topic: 'late/{client}', payload: '100B', qos: 1, rate: '200/s' },
    startAfter: '300ms',
  } as const;
  const result = await measure(broker, { groups: { late }, measure: '2s', drain: '500ms' });
  // The median: no short stall of the machine moves it.
  expect(percentileMs(result, 'late', 'schedule.lag', 50)).toBeLessThan(100);
  expect(group(result, 'late').counts.sent).toBeGreaterThan(100);
});

describe.concurrent('a broker that never answers again fails, it is not invalid', () => {
  const short = { ...plan, measure: '2s' } as const;

  test('stopped as a process', async ({ start }) => {
    const broker = await start();
    const result = await measure(
      broker,
      short,
      {},
      {
        onMeasureStart: () => void setTimeout(() => broker.freeze(), 700),
      },
    );
    expect(group(result, 'devices').counts.acknowledged).toBeLessThan(1500);
    expect(judge(result, promise).verdict).toBe('fail');
    expect(judge(result, slo({ lost: '= 0' })).verdict).toBe('fail');
    expect(judge(result, slo({ duplicated: '= 0' })).verdict).toBe('fail');
  });

  test('reading nothing more', async ({ start }) => {
    const result = await measure(await start({ stopReadingAfterMs: 1500 }), short);
    expect(judge(result, promise).verdict).toBe('fail');
    expect(judge(result, slo({ lost: '= 0' })).verdict).toBe('fail');
  });

  test('reading nothing more of more bytes than sockets hold: the unsent is the target’s', async ({
    start,
  }) => {
    const { devices, recorder } = plan.groups;
    // 75 MB of each client after the broker's last read: sockets hold 36 MB where Linux lets them grow most.
    const heavy = {
      ...devices,
      clients: 2,
      publish: { ...devices.publish, payload: '200kB', every: '4ms' },
    };
    const result = await measure(await start({ stopReadingAfterMs: 1000 }), {
      ...short,
      groups: { devices: { ...heavy, publish: { ...heavy.publish, qos: 1 } }, recorder },
    } as MqttPlanInput);
    const { unsentByGenerator, unsentByTarget } = group(result, 'devices').counts;
    expect(unsentByTarget).toBeGreaterThan(0);
    expect(unsentByGenerator).toBe(0);
    expect(judge(result, slo({ 'publish.rate': '>= 99% of offered' })).verdict).toBe('fail');
  });
});
