import { describe, expect } from 'vitest';
import type { MqttPlanInput } from '../../../load/mqtt/plan-input.ts';
import type { MeasuredRun } from '../../../load/mqtt/result.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { group, measure, percentileMs, test } from './measure.ts';

const will = { topic: 'status/{client}', payload: '64B', qos: 1 } as const;
const watcher = { clients: 2, subscribe: { filter: 'status/+', qos: 1 } } as const;
const heard = slo({ 'will.delivery.max': '< 3s', lost: '= 0', duplicated: '= 0' });

/** Against a mosquitto of its own. */
async function measured(input: MqttPlanInput): Promise<MeasuredRun> {
  const broker = await startBroker({ choice: 'native' });
  try {
    return await measure(broker, input);
  } finally {
    await broker.stop();
  }
}

describe.concurrent('a broker that does wrong with wills', () => {
  const devices = { clients: 10, connect: { clientId: 'devices-{client}', will } } as const;

  test('wills that it does not publish are lost, and those that it publishes twice are duplicated', async ({
    start,
  }) => {
    const broker = await start({ wills: { lost: /^devices-[0-3]$/, twice: /^devices-[45]$/ } });
    const result = await measure(broker, {
      groups: { devices: { ...devices, stopAfter: '400ms', leave: 'drop' }, watcher },
      measure: '2s',
      drain: '300ms',
    });
    expect(result.ledger).toMatchObject({ owed: 20, received: 16, lost: 8, duplicated: 4, unowed: 0 });
    expect(result.ledger.losers.map((loser) => loser.client)).toContain('devices-3 (will)');
    expect(judge(result, slo({ lost: '= 0' })).verdict).toBe('fail');
  });

  test('a will of a client that said DISCONNECT was not owed, and is a fault of the broker', async ({
    start,
  }) => {
    const broker = await start({ wills: { unasked: /^devices-[0-2]$/ } });
    const result = await measure(broker, {
      groups: { devices: { ...devices, cycle: { hold: '300ms', away: '200ms' } }, watcher },
      measure: '1500ms',
      drain: '200ms',
    });
    expect(result.ledger).toMatchObject({ owed: 0, received: 0, lost: 0, unowed: 6, foreign: 0 });
    expect(result.targetFaults.join()).toContain(
      'devices: 3 wills came although the client had said DISCONNECT',
    );
  });

  test('a connection that the broker ends owes no will, and one that comes of it was not owed', async ({
    start,
  }) => {
    const broker = await start({ close: { clients: /^devices-7$/, afterMessages: 3 } });
    const publish = { topic: 'state/{client}', qos: 1, every: '100ms' } as const;
    const result = await measure(broker, {
      groups: { devices: { ...devices, publish }, watcher },
      measure: '1s',
      drain: '200ms',
    });
    expect(result.ledger).toMatchObject({ owed: 0, lost: 0, unowed: 2 });
    expect(result.targetFaults.join()).toMatch(/closed 1 connection/);
    expect(result.targetFaults.join()).not.toContain('will');
  });
});

describe.concurrent(titled('wills', mosquitto, 'no mosquitto on the PATH'), { skip: !mosquitto }, () => {
  test('clients that drop their connections leave a will each, every subscriber gets all, and the time is known', async () => {
    const result = await measured({
      groups: {
        devices: { clients: 30, connect: { will }, stopAfter: '1s', leave: 'drop' },
        watcher,
      },
      measure: '3s',
      drain: '500ms',
    });
    expect(result.targetFaults).toEqual([]);
    expect(result.ledger).toMatchObject({
      sent: 0,
      owed: 60,
      received: 60,
      lost: 0,
      duplicated: 0,
      unowed: 0,
      foreign: 0,
    });
    expect(group(result, 'watcher').counts).toMatchObject({ owed: 60, received: 60, lost: 0 });
    expect(percentileMs(result, 'watcher', 'will.delivery', 100)).toBeLessThan(2000);
    expect(judge(result, heard).verdict).toBe('pass');
  });

  test('each connection has a will of its own: of clients that drop, come back and drop again, all are owed', async () => {
    const result = await measured({
      groups: {
        devices: {
          clients: 10,
          connect: { will: { ...will, payload: { json: { state: 'gone', at: '{now}', n: '{seq}' } } } },
          cycle: { hold: '600ms', away: '400ms', times: 3 },
          leave: 'drop',
        },
        watcher,
      },
      measure: '4s',
      drain: '500ms',
      windows: { first: ['0s', '900ms'] },
    });
    expect(result.ledger).toMatchObject({ owed: 60, received: 60, lost: 0, duplicated: 0, unowed: 0 });
    expect(group(result, 'watcher', 'first').counts).toMatchObject({ owed: 20, received: 20 });
    expect(group(result, 'devices').returns).toMatchObject({ left: 30, returned: 30 });
  });

  test('clients that say DISCONNECT have no will that is owed, and none comes', async () => {
    const result = await measured({
      groups: {
        devices: { clients: 10, connect: { will }, cycle: { hold: '300ms', away: '200ms', times: 2 } },
        watcher,
      },
      measure: '2s',
      drain: '300ms',
    });
    expect(result.ledger).toMatchObject({ owed: 0, received: 0, unowed: 0, foreign: 0 });
    const [latency] = judge(result, slo({ 'will.delivery.max': '< 1s' })).rows;
    expect(latency).toMatchObject({ verdict: 'invalid' });
    expect(latency!.message).toContain("no group with a will leaves without DISCONNECT (leave: 'drop')");
  });

  test('a will with a delay is due when the delay is over, unless its client has taken up its session before', async () => {
    const connect = {
      protocol: '5',
      cleanStart: false,
      sessionExpiry: '5m',
      will: { ...will, delay: '1s' },
    } as const;
    const result = await measured({
      groups: {
        late: {
          clients: 5,
          connect: { ...connect, will: { ...connect.will, topic: 'status/late-{client}' } },
          cycle: { hold: '300ms', away: '4s' },
          leave: 'drop',
        },
        soon: {
          clients: 5,
          connect: { ...connect, will: { ...connect.will, topic: 'status/soon-{client}' } },
          cycle: { hold: '300ms', away: '200ms' },
          leave: 'drop',
        },
        watcher,
      },
      measure: '5s',
      drain: '500ms',
    });
    expect(result.targetFaults).toEqual([]);
    expect(result.ledger).toMatchObject({ owed: 10, received: 10, lost: 0, unowed: 0 });
    // From the end of the delay: mosquitto looks for such wills once a second.
    expect(percentileMs(result, 'watcher', 'will.delivery', 100)).toBeLessThan(2500);
  });

  test('subscribers that were away with a kept session get the wills of that time', async () => {
    const result = await measured({
      groups: {
        devices: { clients: 10, connect: { will }, stopAfter: '1200ms', leave: 'drop' },
        watcher: {
          ...watcher,
          connect: { clientId: 'watcher-{client}', cleanStart: false },
          cycle: { hold: '1s', away: '1500ms' },
        },
      },
      measure: '4s',
      drain: '500ms',
    });
    expect(group(result, 'watcher').returns).toMatchObject({ kept: 2, notKept: 0 });
    expect(result.ledger).toMatchObject({ owed: 20, received: 20, lost: 0, duplicated: 0 });
  });
});
