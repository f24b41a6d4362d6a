import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { lineTo } from './line.ts';
import { group, measure, test } from './measure.ts';

const fast = { after: '50ms', atMost: '200ms' } as const;
const devices = {
  clients: 20,
  connect: { clientId: 'devices-{client}' },
  publish: { topic: 'devices/{client}/state', payload: '100B', qos: 1, every: '100ms' },
} as const;
const recorder = (cleanStart: boolean) =>
  ({
    clients: 2,
    connect: { clientId: 'recorder-{client}', cleanStart, reconnect: fast },
    subscribe: { filter: 'devices/+/state', qos: 1 },
  }) as const;
const all = slo({
  'reconnect.time': '< 10s',
  'reconnect.max': '< 10s',
  'reconnect.failed': '= 0',
  lost: '= 0',
  duplicated: '= 0',
});
const resumed = slo({ 'resume.connack.max': '< 10s', 'resume.drained.max': '< 10s', 'resume.failed': '= 0' });

describe.concurrent('clients that come back', () => {
  test('a connection that the broker closes is made again, is counted all the same, and nothing more is lost', async ({
    start,
  }) => {
    const broker = await start({ close: { clients: /^devices-7$/, afterMessages: 10 } });
    const groups = {
      devices: { ...devices, connect: { ...devices.connect, reconnect: fast } },
      recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1 } },
    } as const;
    const result = await measure(broker, { groups, measure: '2s', drain: '1s' });
    expect(result.targetFaults.join()).toMatch(/devices: the broker closed 1 connection/);
    const { returns, counts } = group(result, 'devices');
    expect(returns).toMatchObject({ lost: 1, left: 0, returned: 1, attempts: 1, failedBy: {}, notKept: 0 });
    expect(returns?.away.length).toBe(1);
    expect(counts).toMatchObject({ offered: 400, sent: 400, unsentByTarget: 0 });
    // What the broker did not take was sent, and is gone with the session of its client.
    const { acknowledged, owed, lost, losers, duplicated } = result.ledger;
    expect({ owed, duplicated, lost }).toEqual({ owed: 400, duplicated: 0, lost: 400 - acknowledged });
    expect(losers.map(({ client }) => client)).toEqual(['devices-7']);
    expect(judge(result, slo({ 'reconnect.failed': '= 0', 'reconnect.max': '< 2s' })).verdict).toBe('pass');
  });

  test('a broker that stays away is a fault of the target: the clients did not come back', async ({
    start,
  }) => {
    const broker = await start();
    const line = await lineTo(broker);
    const result = await measure(
      line,
      { groups: { idle: { clients: 10, connect: { reconnect: fast } } }, measure: '1s', drain: '0s' },
      {},
      {
        onMeasureStart: async () => {
          await sleep(200);
          line.open = false;
          line.cut();
          await sleep(600);
        },
      },
    );
    await line[Symbol.asyncDispose]();
    const { returns } = group(result, 'idle');
    expect(returns).toMatchObject({ lost: 10, returned: 0 });
    expect(Object.keys(returns!.failedBy).join()).toMatch(/reset|closed/);
    expect(result.targetFaults.join()).toMatch(/idle: 10 clients did not come back/);
    const judged = judge(result, slo({ 'reconnect.failed': '= 0', 'reconnect.time': '< 1s' }));
    expect(judged.rows.map(({ verdict }) => verdict)).toEqual(['fail', 'fail']);
  });
});

describe.concurrent(titled('sessions', mosquitto, 'no mosquitto on the PATH'), { skip: !mosquitto }, () => {
  test.for([
    { choice: 'native', cleanStart: false },
    { choice: 'native', cleanStart: true },
    { choice: 'embedded', cleanStart: true },
  ] as const)(
    'after a planned leave, $choice broker, clean start $cleanStart',
    async ({ choice, cleanStart }) => {
      const broker = await startBroker({ choice });
      const cycle = { hold: '1s', away: '700ms', times: 2 } as const;
      const result = await measure(broker, {
        groups: { devices, recorder: { ...recorder(cleanStart), cycle } },
        measure: '4s',
        drain: '1s',
      });
      await broker.stop();
      const { returns } = group(result, 'recorder');
      const kept = cleanStart ? 0 : 4;
      expect(returns).toMatchObject({ lost: 0, left: 4, returned: 4, attempts: 4, kept, notKept: 0 });
      expect(result.targetFaults).toEqual([]);
      const { owed, lost } = result.ledger;
      expect(lost).toBe(0);
      if (cleanStart) expect(owed).toBeLessThan(1200);
      else expect(owed).toBe(1600);
      expect(judge(result, all).verdict).toBe('pass');
      expect(judge(result, resumed).verdict).toBe(cleanStart ? 'invalid' : 'pass');
    },
  );

  test('a session that was asked for and is gone is told, and nothing is owed of the time away', async () => {
    const broker = await startBroker({ choice: 'native' });
    const { createConnection } = await import('node:net');
    // Somebody else comes under the same id with a clean start while the client is away.
    const steal = () =>
      new Promise<void>((resolve) => {
        const id = Buffer.from('recorder-0');
        const body = Buffer.concat([
          Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, id.length]),
          id,
        ]);
        const socket = createConnection({ host: broker.host, port: broker.port }, () =>
          socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body])),
        );
        socket.once('data', () => socket.end(Buffer.from([0xe0, 0]), resolve));
      });
    const cycle = { hold: '800ms', away: '700ms' } as const;
    const result = await measure(
      broker,
      { groups: { devices, recorder: { ...recorder(false), cycle } }, measure: '2s', drain: '1s' },
      {},
      { onMeasureStart: () => void setTimeout(steal, 1100) },
    );
    await broker.stop();
    expect(group(result, 'recorder').returns).toMatchObject({ returned: 2, kept: 1, notKept: 1 });
    expect(result.targetFaults.join()).toContain('recorder: 1 session was not kept though asked for');
    expect(result.ledger.lost).toBe(0);
    expect(result.ledger.owed).toBeLessThan(800);
    expect(judge(result, slo({ 'resume.failed': '= 0' })).verdict).toBe('fail');
  });

  test.for([1, 2] as const)(
    'what was never acknowledged is sent again over a kept session, and a copy of it is no duplicate (QoS %i)',
    async (qos) => {
      const broker = await startBroker({ choice: 'native' });
      const line = await lineTo(broker);
      const groups = {
        devices: {
          ...devices,
          connect: { ...devices.connect, cleanStart: false, reconnect: fast },
          publish: { ...devices.publish, qos },
        },
        recorder: { ...recorder(false), subscribe: { filter: 'devices/+/state', qos } },
      } as const;
      const result = await measure(
        line,
        { groups, measure: '3s', drain: '2s' },
        {},
        {
          onMeasureStart: () =>
            void (async () => {
              for (const _ of [1, 2]) {
                await sleep(600);
                line.answers = false;
                await sleep(100);
                line.cut();
                line.answers = true;
              }
            })(),
        },
      );
      await line[Symbol.asyncDispose]();
      await broker.stop();
      expect(group(result, 'devices').returns).toMatchObject({
        lost: 40,
        returned: 40,
        kept: 40,
        notKept: 0,
      });
      expect(group(result, 'recorder').returns).toMatchObject({ lost: 4, returned: 4, kept: 4 });
      expect(result.ledger).toMatchObject({
        sent: 600,
        acknowledged: 600,
        owed: 1200,
        lost: 0,
        duplicated: 0,
        foreign: 0,
      });
      // At least once: copies of QoS 1 arrive, and are told apart. QoS 2 is once.
      const { received } = group(result, 'recorder').counts;
      if (qos === 1) expect(received).toBeGreaterThan(1200);
      else expect(received).toBe(1200);
      expect(judge(result, all).verdict).toBe('pass');
    },
  );

  test.for([0, 1] as const)('a session that one group left is taken up in another (QoS %i)', async (qos) => {
    const broker = await startBroker({ choice: 'native' });
    const recorder = {
      clients: 2,
      connect: { clientId: 'recorder-{client}', cleanStart: false },
      subscribe: { filter: 'devices/+/state', qos },
    } as const;
    const result = await measure(broker, {
      groups: {
        devices: { ...devices, publish: { ...devices.publish, qos } },
        first: { ...recorder, stopAfter: '1s' },
        second: { ...recorder, startAfter: '2500ms' },
      },
      measure: '4s',
      drain: '500ms',
    });
    await broker.stop();
    expect(group(result, 'second').returns).toMatchObject({ kept: 2, notKept: 0 });
    expect(result.targetFaults).toEqual([]);
    // 200 messages a second: from when the first left, about 1.5 s on, or from when the second was there.
    const { owed, lost } = group(result, 'second').counts;
    expect(lost).toBe(0);
    if (qos === 1) expect(owed).toBeGreaterThan(700);
    else expect(owed).toBeLessThan(620);
    if (qos === 1) expect(judge(result, resumed).verdict).toBe('pass');
  });
});
