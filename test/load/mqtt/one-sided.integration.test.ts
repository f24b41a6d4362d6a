/** Loads that lack a side: nobody publishes, nobody subscribes, or clients only connect. */
import mqtt from 'mqtt';
import { describe, expect } from 'vitest';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto as mosquittoHere, titled } from '../../parts-here.ts';
import { group, measure, test } from './measure.ts';

const times = { measure: '1s', drain: '500ms' } as const;
const windows = { end: ['500ms', '1s'] } as const;
const nothing = { sent: 0, owed: 0, lost: 0, duplicated: 0, losers: [] };

describe.concurrent('a load', () => {
  test('of subscribers alone counts what others publish as foreign, kept messages apart', async ({
    start,
  }) => {
    const broker = await start();
    const other = await mqtt.connectAsync(broker.url);
    for (let i = 0; i < 5; i++) await other.publishAsync(`kept/${i}`, 'text', { qos: 1, retain: true });
    const listeners = { clients: 4, subscribe: { filter: 'kept/#', qos: 1 } } as const;
    const sending = setInterval(() => other.publish('kept/now', 'text'), 20);
    const result = await measure(broker, { groups: { listeners }, ...times, windows }, { agents: 2 });
    clearInterval(sending);
    await other.endAsync();
    expect(result.ledger).toMatchObject({ ...nothing, received: 0, retained: 20 });
    expect(result.ledger.foreign).toBeGreaterThan(0);
    expect(result.windows.measure!.groups.listeners!.connect).toMatchObject({ succeeded: 4, failed: 0 });
    expect(result.windows.end!.groups.listeners!.counts).toMatchObject({ owed: 0, lost: 0 });
    expect(result.targetFaults).toEqual([]);
  });

  test('of subscribers that hear nothing is measured, late ones included', async ({ start }) => {
    const subscribe = { filter: 'silence/{client}' };
    const late = { clients: 3, subscribe, startAfter: '300ms', stopAfter: '600ms' } as const;
    const groups = {
      early: { clients: 3, subscribe },
      shared: { clients: 2, subscribe: { filter: '$share/w/x' } },
      late,
    };
    const result = await measure(await start(), { groups, ...times, windows });
    expect(result.ledger).toMatchObject({ ...nothing, received: 0, foreign: 0 });
    expect(group(result, 'late').connect.succeeded).toBe(3);
  });

  test('of clients that only connect is measured', async ({ start }) => {
    const result = await measure(await start(), { groups: { idle: { clients: 10 } }, ...times, windows });
    expect(group(result, 'idle').connect).toMatchObject({ succeeded: 10, failed: 0 });
    expect(result.ledger).toMatchObject({ ...nothing, received: 0, foreign: 0 });
  });

  test('of publishers alone is measured', async ({ start }) => {
    const devices = { clients: 10, publish: { topic: 'd/{client}', qos: 1, every: '100ms' } } as const;
    const result = await measure(await start(), { groups: { devices }, ...times, windows });
    expect(result.ledger).toMatchObject({ ...nothing, sent: 100, acknowledged: 100, received: 0 });
  });

  test.skipIf(!mosquittoHere)(
    titled('of clients that watch $SYS of mosquitto counts its messages', mosquittoHere, 'no mosquitto'),
    async ({ onTestFinished }) => {
      const mosquitto = await startBroker({ choice: 'native' });
      onTestFinished(() => mosquitto.stop());
      const watchers = { clients: 3, subscribe: { filter: '$SYS/#' } };
      // What is kept comes at once and is retained; what follows comes once a second.
      const result = await measure(mosquitto, { groups: { watchers }, ...times, measure: '3s' });
      expect(result.ledger.foreign).toBeGreaterThan(10);
      expect(result.ledger).toMatchObject({ ...nothing, received: 0 });
    },
  );
});
