import { describe, expect } from 'vitest';
import type { MqttPublishInput } from '../../../load/mqtt/publish-input.ts';
import { planHash } from '../../../saved/plan-hash.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { measure, test, thousand } from './measure.ts';

const { devices, recorder } = thousand.groups;
const { every: _, ...publish } = devices.publish;
const sends = (more: Pick<MqttPublishInput, 'messages' | 'every' | 'rate' | 'arrival' | 'inflight'>) => ({
  ...thousand,
  measure: '20s' as const,
  drain: '500ms' as const,
  groups: { devices: { ...devices, publish: { ...publish, ...more } }, recorder },
});
const all = { sent: 1000, acknowledged: 1000, received: 1000, owed: 1000, lost: 0 };
const promise = slo({ sent: '= 1000', lost: '= 0', 'publish.ack.p90': '< 5s' });

describe('a load of so many messages a client ends when all have come', () => {
  test.for([
    ['open loop', { messages: 50, every: '20ms' }],
    ['at random moments', { messages: 50, rate: '1000/s', arrival: 'poisson' }],
    ['closed loop', { messages: 50, inflight: 5 }],
  ] as const)('%s', async ([, more], { start }) => {
    const startedMs = performance.now();
    const run = await measure(await start(), sends(more));
    expect(run.ledger).toMatchObject(all);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    expect(run.plan.measureMs).toBeLessThan(10_000);
    expect(run).not.toHaveProperty('interrupted');
    const { counts } = run.windows.measure!.groups.devices!;
    expect(counts).toMatchObject({ offered: 1000, sent: 1000, unsentByTarget: 0, unsentByGenerator: 0 });
    expect(judge(run, promise).verdict).toBe('pass');
  });

  test('its rate is that of the time which it took', async ({ start }) => {
    const run = await measure(await start(), sends({ messages: 50, every: '20ms' }));
    expect(judge(run, slo({ 'publish.rate': '>= 500/s' })).rows[0]).toMatchObject({ verdict: 'pass' });
  });

  test('however long it took, it is the same work', async ({ start }) => {
    const broker = await start();
    const runs = [
      await measure(broker, sends({ messages: 10, inflight: 1 })),
      await measure(broker, sends({ messages: 10, inflight: 1 }), { measureMs: 15_000 }),
    ];
    expect(new Set(runs.map(({ plan }) => planHash([plan]))).size).toBe(1);
    expect(planHash([runs[0]!.plan])).not.toBe(
      planHash([(await measure(broker, sends({ messages: 11, inflight: 1 }))).plan]),
    );
  });
});

test('what never arrives is given up after the drain, and is lost', async ({ start }) => {
  const run = await measure(
    await start({ drop: 3, over: { publishers: 20, messages: 40 } }),
    sends({ messages: 50, every: '20ms' }),
  );
  expect(run.plan.measureMs).toBeLessThan(10_000);
  expect(run.ledger).toMatchObject({ sent: 1000, owed: 1000, lost: 3 });
  expect(judge(run, promise).verdict).toBe('fail');
});

test('messages that the broker keeps from being sent count as offered at the time-out', async ({ start }) => {
  const run = await measure(await start({ withholdPuback: 20, over: { publishers: 20, messages: 40 } }), {
    ...sends({ messages: 50, inflight: 1 }),
    measure: '2s',
  });
  expect(run.plan.measureMs).toBe(2000);
  const { counts } = run.windows.measure!.groups.devices!;
  expect(counts.offered).toBe(1000);
  expect(counts.sent).toBeLessThan(1000);
  expect(counts.unsentByTarget).toBe(1000 - counts.sent);
});

test('a publisher without a number goes on until the time is over', async ({ start }) => {
  const groups = {
    ...sends({ messages: 5, every: '20ms' }).groups,
    others: { clients: 1, publish: { topic: 'devices/b/state', every: '100ms' } },
  } as const;
  const run = await measure(await start(), { ...thousand, measure: '2s', groups });
  expect(run.plan.measureMs).toBe(2000);
  expect(run.ledger.sent).toBe(120);
});
