/** What a broker had kept and what is published now come to the same subscriber, and are counted apart. */
import { describe, expect } from 'vitest';
import type { MqttGroupInput } from '../../../load/mqtt/plan-input.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { group, measure, percentileMs, test } from './measure.ts';

const publish = { topic: 'kept/{client}', payload: '64B', qos: 1, retain: true, every: '100ms' } as const;
const devices = { clients: 10, connect: { clientId: 'devices-{client}' }, publish } as const;
const once = { measure: '300ms', drain: '300ms' } as const;
const late = (group: Partial<MqttGroupInput> = {}) =>
  ({
    clients: 4,
    connect: { clientId: 'late-{client}' },
    subscribe: { filter: 'kept/+', qos: 1, retained: 10 },
    startAfter: '500ms',
    ...group,
  }) as const;

const kinds = [
  { choice: 'embedded', here: true, five: false },
  { choice: 'native', here: mosquitto, five: true },
] as const;

describe.for(kinds.filter(({ here }) => here))('messages kept by the $choice broker', ({ choice, five }) => {
  test('are those of the load before, in no count but their own', async ({ onTestFinished }) => {
    const broker = await startBroker({ choice });
    onTestFinished(() => broker.stop());
    await measure(broker, { groups: { devices }, ...once });
    const { ledger, windows } = await measure(broker, {
      groups: { ...{ storm: { ...late(), startAfter: undefined } } },
      ...once,
    });
    expect(ledger).toMatchObject({ retained: 40, received: 0, foreign: 0, unowed: 0, duplicated: 0 });
    expect(windows.measure!.groups.storm!.counts).toMatchObject({ retained: 40, retainedMissing: 0 });
  });

  test('come to who subscribes late, beside what it is owed', async ({ onTestFinished }) => {
    const broker = await startBroker({ choice });
    onTestFinished(() => broker.stop());
    const result = await measure(broker, { groups: { devices, late: late() }, measure: '1s', drain: '1s' });
    const { counts } = group(result, 'late');
    expect(counts).toMatchObject({ retained: 40, retainedMissing: 0, lost: 0, duplicated: 0, foreign: 0 });
    expect(counts.received).toBe(counts.owed);
    expect(counts.owed).toBeGreaterThan(0);
    expect(percentileMs(result, 'late', 'subscribe.retained', 100)).toBeGreaterThan(0);
  });

  test.skipIf(!five)('are told from live ones that keep their flag', async ({ onTestFinished }) => {
    const broker = await startBroker({ choice });
    onTestFinished(() => broker.stop());
    const connect = { protocol: '5', clientId: 'late-{client}' } as const;
    const options = { filter: 'kept/+', qos: 1, retainAsPublished: true } as const;
    const result = await measure(broker, {
      groups: { devices, late: late({ connect, subscribe: options }) },
      measure: '1s',
      drain: '1s',
    });
    const { counts } = group(result, 'late');
    expect(counts).toMatchObject({ lost: 0, duplicated: 0, foreign: 0 });
    // And with them whatever was on its way when the SUBACK came.
    expect(counts.retained).toBeGreaterThanOrEqual(40);
    expect(counts.received).toBe(counts.owed);
    expect(counts.owed).toBeGreaterThan(0);
  });
});

test('retained messages that do not come are missing, and the target is at fault', async ({ start }) => {
  const broker = await start();
  await measure(broker, { groups: { devices }, ...once });
  const storm = {
    clients: 2,
    connect: { clientId: 'storm-{client}' },
    subscribe: { filter: 'kept/+', retained: 12 },
  };
  const result = await measure(broker, { groups: { storm }, ...once });
  expect(group(result, 'storm').counts).toMatchObject({ retained: 20, retainedMissing: 4 });
  expect(group(result, 'storm').latencies).not.toHaveProperty(['subscribe.retained']);
  expect(result.targetFaults).toEqual(['storm: 4 retained messages that the plan expects did not come']);
});

test.skipIf(!mosquitto)(
  titled('subscription options of MQTT 5 are sent', mosquitto, 'mosquitto is not installed'),
  async ({ onTestFinished }) => {
    const broker = await startBroker({ choice: 'native' });
    onTestFinished(() => broker.stop());
    await measure(broker, { groups: { devices }, ...once });
    const connect = { protocol: '5', clientId: '{group}-{client}' } as const;
    const mine = { clients: 3, connect, publish: { topic: 'mine/{client}', every: '50ms' } } as const;
    const result = await measure(broker, {
      groups: {
        without: { clients: 1, connect, subscribe: { filter: 'kept/+', retainHandling: 2 } },
        alone: { ...mine, subscribe: { filter: 'mine/+', noLocal: true } },
      },
      ...once,
    });
    expect(group(result, 'without').counts.retained).toBe(0);
    // Each of the three gets what the two others publish.
    const { sent, owed, received, lost } = group(result, 'alone').counts;
    expect({ owed, received, lost }).toEqual({ owed: 2 * sent, received: 2 * sent, lost: 0 });
    expect(result.ledger.unowed).toBe(0);
  },
);

test('a client with several subscriptions is owed what each of them matches', async ({ start }) => {
  const broker = await start();
  const result = await measure(broker, {
    groups: {
      a: { clients: 2, connect: { clientId: 'a-{client}' }, publish: { topic: 'a/{client}', every: '50ms' } },
      b: { clients: 3, connect: { clientId: 'b-{client}' }, publish: { topic: 'b/{client}', every: '50ms' } },
      both: {
        clients: 2,
        connect: { clientId: 'both-{client}' },
        subscribe: [{ filter: 'a/+' }, { filter: '$share/half/b/#', qos: 1 }],
      },
    },
    ...once,
  });
  const sent = (name: string) => group(result, name).counts.sent;
  // Both get all of a, and of b each message goes to one of them.
  const owed = 2 * sent('a') + sent('b');
  expect(group(result, 'both').counts).toMatchObject({ owed, received: owed, lost: 0, duplicated: 0 });
});
