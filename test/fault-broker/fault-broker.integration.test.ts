import { once } from 'node:events';
import { connect as tcpConnect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { type FaultBroker, startFaultBroker } from './fault-broker.ts';
import { type Faults, spread } from './faults.ts';

const opened: (MqttClient | FaultBroker)[] = [];
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await ('endAsync' in it ? it.endAsync(true) : it.stop());
});

async function broker(faults: Faults = {}): Promise<FaultBroker> {
  const started = await startFaultBroker(faults);
  opened.push(started);
  return started;
}

async function client(at: FaultBroker, options: IClientOptions = {}): Promise<MqttClient> {
  const connected = await mqtt.connectAsync(at.url, { reconnectPeriod: 0, ...options }, false);
  opened.push(connected);
  return connected;
}

/** Its connection is closed, whatever the errors on the way. */
const gone = (client: MqttClient) =>
  new Promise<void>((resolve) => client.on('error', () => {}).on('close', resolve));

/** A subscriber and the texts it got, in order of arrival. */
async function listen(at: FaultBroker, filter: string, options: IClientOptions = {}) {
  const texts: string[] = [];
  const subscriber = await client(at, options);
  subscriber.on('message', (_topic, payload) => texts.push(payload.toString()));
  await subscriber.subscribeAsync(filter, { qos: 1 });
  return texts;
}

async function publish(from: MqttClient, count: number, topic = 'a/b'): Promise<void> {
  for (let i = 0; i < count; i++) await from.publishAsync(topic, String(i), { qos: 1 });
}

describe('a fault broker without faults', () => {
  test.each([4, 5] as const)(
    'is a plain broker for MQTT %i, both QoS and wildcards',
    async (protocolVersion) => {
      const at = await broker();
      const [plus, rest, other] = await Promise.all(
        ['+/b', 'a/#', '+/c'].map((filter) => listen(at, filter, { protocolVersion })),
      );
      const publisher = await client(at, { protocolVersion });
      await publish(publisher, 20);
      publisher.publish('a/b', 'last', { qos: 0 });
      await expect.poll(() => plus!.length).toBe(21);
      expect(rest).toEqual(plus);
      expect(plus!.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
      expect(other).toEqual([]);
    },
  );

  test('gives each message of a shared subscription to one member, in turn', async () => {
    const at = await broker();
    const members = await Promise.all([0, 1, 2].map(() => listen(at, '$share/s/a/+')));
    await publish(await client(at), 30);
    await expect.poll(() => members.flat().length).toBe(30);
    expect(members.map((texts) => texts.length)).toEqual([10, 10, 10]);
    expect(new Set(members.flat()).size).toBe(30);
  });

  test('keeps the last retained message of a topic for the next subscriber', async () => {
    const at = await broker();
    const publisher = await client(at);
    await publisher.publishAsync('a/b', 'old', { qos: 1, retain: true });
    await publisher.publishAsync('a/b', 'new', { qos: 1, retain: true });
    const texts = await listen(at, 'a/b');
    await expect.poll(() => texts).toEqual(['new']);
  });
});

describe('a fault broker with faults', () => {
  test('drops, duplicates and reorders exactly the amounts asked for', async () => {
    const at = await broker({
      over: { publishers: 1, messages: 290 },
      drop: 7,
      duplicate: 5,
      reorder: 3,
      seed: 11,
    });
    const texts = await listen(at, 'a/b');
    await publish(await client(at), 300);
    await expect.poll(() => texts.length).toBe(300 - 7 + 5);
    let next = 0;
    let reordered = 0;
    const seen = new Set<number>();
    for (const sequence of texts.map(Number)) {
      if (seen.has(sequence)) continue;
      seen.add(sequence);
      if (sequence < next) reordered += 1;
      else next = sequence + 1;
    }
    expect({ lost: 300 - seen.size, reordered }).toEqual({ lost: 7, reordered: 3 });
    expect(await at.record()).toMatchObject({
      published: 300,
      dropped: 7,
      duplicated: 5,
      reordered: 3,
      held: 0,
    });
  });

  test('spares the last messages of each publisher, even when one sends all of its own first', async () => {
    const at = await broker({ over: { publishers: 3, messages: 9 }, reorder: 27 });
    const texts = await listen(at, 'a/b');
    for (let i = 0; i < 3; i++) await publish(await client(at), 10);
    await expect.poll(() => texts.length).toBe(30);
    const eachLastFirst = ['9', '0', '1', '2', '3', '4', '5', '6', '7', '8'];
    expect(texts).toEqual([...eachLastFirst, ...eachLastFirst, ...eachLastFirst]);
    expect(await at.record()).toMatchObject({ published: 30, reordered: 27, held: 0 });
  });

  test('holds each message for one of the delays and records what it took', async () => {
    const at = await broker({ delaysMs: [5, 40] });
    const texts = await listen(at, 'a/b');
    const publisher = await client(at);
    for (let i = 0; i < 20; i++) {
      await publisher.publishAsync('a/b', String(i), { qos: 1 });
      await sleep(50);
    }
    await expect.poll(() => texts.length).toBe(20);
    expect(texts.map(Number)).toEqual([...texts.keys()]);
    const { delaysUs } = await at.record();
    const short = delaysUs.filter((us) => us < 20e3);
    expect(short.length).toBeGreaterThan(0);
    expect(short.length).toBeLessThan(20);
    expect(Math.min(...delaysUs)).toBeGreaterThan(3e3);
    expect(Math.max(...delaysUs)).toBeGreaterThan(38e3);
  });

  test('silences one publisher, and acknowledges it all the same', async () => {
    const at = await broker({ silence: /^mute$/ });
    const texts = await listen(at, 'a/b');
    await publish(await client(at, { clientId: 'mute' }), 5);
    await publish(await client(at, { clientId: 'loud' }), 5);
    await expect.poll(() => texts.length).toBe(5);
    expect((await at.record()).dropped).toBe(5);
  });

  test('refuses by reason code in both versions, and leaves a CONNECT unanswered', async () => {
    const at = await broker({ refuse: { clients: /^no/, code: 0x87 }, ignoreConnect: /^ghost/ });
    await expect(client(at, { clientId: 'no', protocolVersion: 5 })).rejects.toMatchObject({ code: 0x87 });
    await at.configure({ refuse: { clients: /^no/, code: 5 }, ignoreConnect: /^ghost/ });
    await expect(client(at, { clientId: 'no', protocolVersion: 4 })).rejects.toMatchObject({ code: 5 });
    const ghost = mqtt.connect(at.url, { clientId: 'ghost', connectTimeout: 300, reconnectPeriod: 0 });
    await gone(ghost);
    expect(await at.record()).toMatchObject({ refused: 1, connected: 0 });
  });

  test('withholds PUBACKs, and closes a connection after so many messages', async () => {
    const at = await broker({
      over: { publishers: 1, messages: 10 },
      withholdPuback: 10,
      close: { clients: /^cut$/, afterMessages: 4 },
    });
    const texts = await listen(at, 'a/b');
    const cut = await client(at, { clientId: 'cut' });
    const closed = gone(cut);
    let acknowledged = 0;
    for (let i = 0; i < 6; i++)
      cut.publish('a/b', String(i), { qos: 1 }, (error) => (acknowledged += error ? 0 : 1));
    await closed;
    expect(texts).toEqual(['0', '1', '2', '3']);
    expect(acknowledged).toBe(0);
    expect(await at.record()).toMatchObject({ pubacksWithheld: 4, closed: 1 });
  });

  test('stands still for as long as asked, and when frozen until thawed', async () => {
    const at = await broker({ stall: { afterMs: 50, forMs: 1500 } });
    const publisher = await client(at);
    await publish(publisher, 1);
    await sleep(300);
    const before = performance.now();
    await publish(publisher, 1);
    expect(performance.now() - before).toBeGreaterThan(300);
    expect((await at.record()).stallsUs[0]).toBeGreaterThanOrEqual(1499e3);

    at.freeze();
    let answered = false;
    const late = publish(publisher, 1).then(() => (answered = true));
    await sleep(200);
    expect(answered).toBe(false);
    at.thaw();
    await late;
  });

  test('stops reading for good', async () => {
    const at = await broker({ stopReadingAfterMs: 0 });
    const publisher = await client(at);
    await publish(publisher, 1);
    await sleep(500);
    publisher.publish('a/b', 'unread', { qos: 1 });
    await sleep(100);
    expect((await at.record()).published).toBe(1);
  });

  test('closes every connection and refuses new ones when stopped', async () => {
    const at = await broker();
    const publisher = await client(at);
    const closed = gone(publisher);
    await at.stop();
    await closed;
    const socket = tcpConnect(at.port, at.host);
    await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('cannot have more faults than there are messages to carry them', () => {
    expect(() => spread({ drop: 2, over: { publishers: 1, messages: 1 } })).toThrow(
      '2 faults need as many messages; got 1',
    );
  });
});
