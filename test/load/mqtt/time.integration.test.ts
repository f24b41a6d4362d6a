import { afterEach, describe, expect, test } from 'vitest';
import type { MqttPlanInput } from '../../../load/plan-input.ts';
import { judge } from '../../../slo/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { type FaultBroker, startFaultBroker } from '../../fault-broker/fault-broker.ts';
import type { Faults } from '../../fault-broker/faults.ts';
import { group, measure, percentileMs } from './measure.ts';

let broker: FaultBroker;
afterEach(() => broker.stop());
const start = async (faults: Faults = {}) => {
  broker = await startFaultBroker(faults);
  return broker;
};

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
  measure: '4s',
  drain: '1s',
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

describe('delays', quiet, () => {
  // 0 to 60 ms in steps, so that no percentile sits on the edge between two.
  const delaysMs = Array.from({ length: 601 }, (_, i) => i / 10);

  test.each([
    ['poll', 'delivery'],
    ['timer', 'delivery.service'],
  ] as const)(
    'the broker recorded and %s pacing reports as %s agree within 1 ms',
    async (pacing, latency) => {
      const result = await measure(await start({ delaysMs }), { ...plan, warmup: '0s' }, { pacing });
      const { delaysUs } = await broker.record();
      expect(delaysUs.length).toBe(4000);
      expect(result.ledger).toMatchObject({ lost: 0, reordered: 0, duplicated: 0 });
      for (const percentile of [50, 99]) {
        const excess =
          percentileMs(result, 'recorder', latency, percentile) - percentileOf(delaysUs, percentile) / 1000;
        // Every delivery takes at least its delay; a histogram is exact to 0.1 %.
        expect(excess, `p${percentile}`).toBeGreaterThan(-0.1);
        expect(excess, `p${percentile}`).toBeLessThan(1);
      }
    },
  );
});

describe('a stall of 500 ms', () => {
  test('of the broker shows in response and in service time, and fails', quiet, async () => {
    const result = await measure(await start({ stall: { afterMs: 2000, forMs: 500 } }), plan);
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
    async () => {
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
            setTimeout(() => process.kill(pids[0]!, 'SIGSTOP'), 1500);
            setTimeout(() => process.kill(pids[0]!, 'SIGCONT'), 2000);
          },
        },
      );
      expect(percentileMs(result, 'devices', 'publish.ack', 99)).toBeGreaterThan(350);
      expect(percentileMs(result, 'devices', 'schedule.lag', 99)).toBeGreaterThan(350);
      expect(percentileMs(result, 'devices', 'publish.ack.service', 99)).toBeLessThan(100);
      // Late, not skipped.
      expect(group(result, 'devices').counts).toMatchObject({
        offered: 4000,
        sent: 4000,
        acknowledged: 4000,
      });
      const stalls = result.generator.perAgent.flatMap((agent) => agent.stalls);
      expect(stalls.some(({ durationMs }) => durationMs > 400 && durationMs < 700)).toBe(true);
      expect(judge(result, promise).verdict).toBe('invalid');
    },
  );

  test('of nobody passes', quiet, async () => {
    const result = await measure(await start(), plan);
    expect(judge(result, promise)).toMatchObject({ verdict: 'pass' });
  });
});

describe('a broker that never answers again fails, it is not invalid', () => {
  test('stopped as a process', async () => {
    const result = await measure(
      await start(),
      plan,
      {},
      {
        onMeasureStart: () => void setTimeout(() => broker.freeze(), 1500),
      },
    );
    expect(group(result, 'devices').counts.acknowledged).toBeLessThan(2500);
    expect(judge(result, promise).verdict).toBe('fail');
    expect(judge(result, slo({ lost: '= 0' })).verdict).toBe('fail');
    expect(judge(result, slo({ duplicated: '= 0' })).verdict).toBe('fail');
  });

  test('reading nothing more', async () => {
    const result = await measure(await start({ stopReadingAfterMs: 1500 }), plan);
    expect(judge(result, promise).verdict).toBe('fail');
    expect(judge(result, slo({ lost: '= 0' })).verdict).toBe('fail');
  });

  test('reading nothing more of more bytes than sockets hold: the unsent is the target’s', async () => {
    const { devices, recorder } = plan.groups;
    const heavy = {
      ...devices,
      clients: 10,
      publish: { ...devices.publish, payload: '200kB', every: '20ms' },
    };
    const result = await measure(await start({ stopReadingAfterMs: 1000 }), {
      ...plan,
      groups: { devices: { ...heavy, publish: { ...heavy.publish, qos: 1 } }, recorder },
    } as MqttPlanInput);
    const { unsentByGenerator, unsentByTarget } = group(result, 'devices').counts;
    expect(unsentByTarget).toBeGreaterThan(0);
    expect(unsentByGenerator).toBe(0);
    expect(judge(result, slo({ 'publish.rate': '>= 99% of offered' })).verdict).toBe('fail');
  });
});
