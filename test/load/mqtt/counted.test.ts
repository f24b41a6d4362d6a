import { describe, expect, test } from 'vitest';
import { CountedLoad, isCounted } from '../../../load/mqtt/counted.ts';
import { type MqttPlanInput, readPlan } from '../../../load/mqtt/plan-input.ts';
import type { SecondOfGroup } from '../../../load/mqtt/recorder.ts';

const target = { url: 'mqtt://h:1883', host: 'h', port: 1883 };
const devices = { clients: 2, publish: { topic: 'd/{client}', every: '1s', messages: 5, qos: 1 } } as const;
const recorder = { clients: 3, subscribe: { filter: 'd/+' } } as const;
const planOf = (groups: MqttPlanInput['groups']) => readPlan({ groups, measure: '60s', drain: '2s' }, target);
const told = (counts: Partial<SecondOfGroup['counts']>, lastUs: number): SecondOfGroup => ({
  counts: {
    sent: 0,
    acknowledged: 0,
    received: 0,
    connected: 0,
    missing: 0,
    matched: 0,
    timedOut: 0,
    ...counts,
  },
  lastUs,
  lagMaxUs: 0,
  latencies: {
    ack: { values: [], counts: [] },
    delivery: { values: [], counts: [] },
    request: { values: [], counts: [] },
  } as never,
});

test('a load is counted where each publisher has a number of messages', () => {
  expect(isCounted(planOf({ devices, recorder }))).toBe(true);
  const endless = { clients: 1, publish: { topic: 'e', every: '1s' } } as const;
  expect(isCounted(planOf({ devices, endless }))).toBe(false);
  expect(isCounted(planOf({ recorder }))).toBe(false);
});

describe('it is done', () => {
  const groups = { devices, recorder };

  test('with the last delivery that is owed, when that was', () => {
    const load = CountedLoad.of(planOf(groups))!;
    load.add([told({ sent: 10, acknowledged: 9 }, 800_000), told({ received: 20 }, 900_000)]);
    expect(load.left).toBe(0);
    expect(load.doneUs(1e6)).toBeNull();
    load.add([told({ acknowledged: 1 }, 1_100_000), told({ received: 9 }, 1_200_000)]);
    expect(load.doneUs(2e6)).toBeNull();
    load.add([told({}, 0), told({ received: 1 }, 1_300_000)]);
    expect(load.doneUs(2e6)).toBe(1_300_000);
  });

  test('when nothing of what is missing came for the time of the drain', () => {
    const load = CountedLoad.of(planOf(groups))!;
    load.add([told({ sent: 10, acknowledged: 10 }, 800_000), told({ received: 29 }, 900_000)]);
    expect(load.doneUs(2e6)).toBeNull();
    expect(load.doneUs(3e6)).toBe(900_000);
  });

  test('never before all was sent', () => {
    const load = CountedLoad.of(planOf(groups))!;
    load.add([told({ sent: 9, acknowledged: 9 }, 800_000), told({ received: 27 }, 900_000)]);
    expect(load.doneUs(50e6)).toBeNull();
  });

  test('of a shared subscription with one copy of each message', () => {
    const load = CountedLoad.of(
      planOf({ devices, workers: { clients: 3, subscribe: { filter: '$share/w/d/+' } } }),
    )!;
    load.add([told({ sent: 10, acknowledged: 10 }, 1), told({ received: 10 }, 2)]);
    expect(load.doneUs(1e6)).toBe(2);
  });
});
