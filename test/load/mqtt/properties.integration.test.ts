/** Properties of what is published, in MQTT 5: topic aliases both ways, user properties, content type, expiry. */
import mqtt, { type IPublishPacket } from 'mqtt';
import { describe, expect } from 'vitest';
import type { MqttGroupInput } from '../../../load/mqtt/plan-input.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import type { Faults } from '../../fault-broker/faults.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { group, measure, test } from './measure.ts';

const five = (more: object = {}) => ({ protocol: '5', clientId: '{group}-{client}', ...more }) as const;
const every = '50ms';
const devices = (more: Partial<MqttGroupInput> = {}): MqttGroupInput => ({
  clients: 4,
  connect: five(),
  publish: [
    { topic: 'd/{client}/state', topicAlias: true, qos: 1, every },
    { topic: 'd/{client}/text', topicAlias: true, payload: { text: '{ledger} {random:1000}' }, every },
    { topic: 'd/{client}/plain', payload: ['30B', '200B'], qos: 1, every },
  ],
  ...more,
});
const recorder = (connect = five()): MqttGroupInput => ({
  clients: 2,
  connect,
  subscribe: { filter: 'd/+/+', qos: 1 },
});
const short = { measure: '1s', drain: '500ms' } as const;

describe.concurrent('topic aliases that clients use', () => {
  test('stand for the topic from the second message of a connection on', async ({ start }) => {
    const broker = await start({ limits: { topicAliasMaximum: 2 } });
    const result = await measure(broker, { groups: { devices: devices(), recorder: recorder() }, ...short });
    const { sent } = group(result, 'devices').counts;
    expect(result.ledger).toMatchObject({ owed: 2 * sent, lost: 0, foreign: 0, duplicated: 0 });
    expect(result.targetFaults).toEqual([]);
    // Two of three publications of each client, less the first message of each.
    const { publishedByAlias, published } = await broker.record();
    expect({ publishedByAlias, published }).toEqual({
      publishedByAlias: (2 * sent) / 3 - 8,
      published: sent,
    });
  });

  test('are gone with the connection', async ({ start }) => {
    const close = { clients: /^devices-2$/, afterMessages: 20 };
    const broker = await start({ limits: { topicAliasMaximum: 2 }, close });
    const connect = five({ reconnect: { after: '50ms' } });
    const result = await measure(broker, {
      groups: { devices: devices({ connect }), recorder: recorder() },
      ...short,
    });
    // It closes a connection, too, where an alias says nothing, and does not count that.
    const { closed } = await broker.record();
    expect(closed).toBeGreaterThan(0);
    expect(group(result, 'devices').returns).toMatchObject({ lost: closed, returned: closed });
  });

  test('more than the broker takes are refused before the load', async ({ start }) => {
    const broker = await start({ limits: { topicAliasMaximum: 1 } });
    await expect(measure(broker, { groups: { devices: devices() }, ...short })).rejects.toThrow(
      'preflight: the broker takes 1 topic aliases of a client (Topic Alias Maximum), the plan uses 2 (group devices); leave out topicAlias in some publications, or raise the limit of the broker',
    );
    expect((await broker.record()).published).toBe(0);
  });
});

describe.concurrent('topic aliases that a broker uses', () => {
  test('bring messages that are counted like any', async ({ start }) => {
    const broker = await start({ aliases: true, limits: { topicAliasMaximum: 2 } });
    const groups = {
      devices: devices({ clients: 20 }),
      few: recorder(five({ topicAliasMaximum: 5 })),
      all: recorder(five({ topicAliasMaximum: 1000 })),
      none: recorder(),
    };
    const result = await measure(broker, { groups, ...short });
    const { sent } = group(result, 'devices').counts;
    for (const name of ['few', 'all', 'none'])
      expect(group(result, name).counts).toMatchObject({
        owed: 2 * sent,
        lost: 0,
        foreign: 0,
        duplicated: 0,
      });
    expect(result.targetFaults).toEqual([]);
    const perTopic = sent / 60;
    expect((await broker.record()).deliveredByAlias).toBe(2 * (60 + 5) * (perTopic - 1));
  });

  test.for<[string, string, string, number]>([
    ['above the maximum', '3007000174032300040a', 'topic alias above the maximum of the CONNECT, 3', 1],
    ['that was never set', '3006000003230001', 'topic alias that was never set', 1],
    ['of 0', '300700017403230000', 'topic alias 0', 0],
    ['that is missing where there is no topic', '3003000000', 'PUBLISH without a topic', 0],
    ['beside a property that no PUBLISH has', '3009000174051100000000', 'property that a PUBLISH has not', 0],
  ])('one %s is a protocol error', async ([, afterSuback, cause, aliasesRefused], { start }) => {
    const says: Faults['says'] = { clients: /^recorder-1$/, afterSuback };
    const broker = await start({ says });
    const result = await measure(broker, {
      groups: { recorder: recorder(five({ topicAliasMaximum: 3 })) },
      measure: '200ms',
      drain: '100ms',
    });
    expect(result.targetFaults).toEqual([
      expect.stringContaining(`recorder: 1 connection ended (protocol error: ${cause})`),
    ]);
    expect(await broker.record()).toMatchObject({ aliasesRefused });
  });

  test('are a protocol error where none were offered', async ({ start }) => {
    const says = { clients: /^recorder-0$/, afterSuback: '300700017403230001' };
    const result = await measure(await start({ says }), {
      groups: { recorder: recorder() },
      measure: '200ms',
      drain: '100ms',
    });
    expect(result.targetFaults.join()).toContain('topic alias above the maximum of the CONNECT, 0');
  });
});

describe(titled('mosquitto', mosquitto, 'mosquitto is not installed'), { skip: !mosquitto }, () => {
  test('takes aliases, and hands on user properties, content type and expiry', async ({ onTestFinished }) => {
    const broker = await startBroker({ choice: 'native' });
    onTestFinished(() => broker.stop());
    const publications = ([0, 1, 2] as const).map(
      (qos) =>
        ({
          topic: `d/{client}/${qos}`,
          topicAlias: true,
          retain: true,
          qos,
          contentType: 'application/x-{group}',
          userProperties: { from: 'client {client}', tag: ['a', 'ü'] },
          expiry: '1h',
          every,
        }) as const,
    );
    const result = await measure(broker, {
      groups: {
        devices: devices({ publish: publications }),
        recorder: recorder(five({ topicAliasMaximum: 10 })),
      },
      ...short,
    });
    expect(result.ledger).toMatchObject({ owed: 2 * result.ledger.sent, lost: 0, foreign: 0, duplicated: 0 });
    expect(result.targetFaults).toEqual([]);
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    onTestFinished(() => client.endAsync(true));
    const message = new Promise<readonly [string, IPublishPacket]>((resolve) => {
      client.once('message', (topic, _, packet) => resolve([topic, packet]));
    });
    await client.subscribeAsync('d/3/2');
    const [topic, { properties }] = await message;
    expect(topic).toBe('d/3/2');
    expect(properties).toMatchObject({ contentType: 'application/x-devices' });
    expect({ ...properties?.userProperties }).toEqual({ from: 'client 3', tag: ['a', 'ü'] });
    expect(properties?.messageExpiryInterval).toBeGreaterThan(3500);
    expect(properties?.messageExpiryInterval).toBeLessThanOrEqual(3600);
  });

  test('forgets what expires while a client is away, and the client is not owed it', async ({
    onTestFinished,
  }) => {
    const broker = await startBroker({ choice: 'native' });
    onTestFinished(() => broker.stop());
    const publish = (expiry?: '1s' | '1h') =>
      ({ topic: `d/{client}/${expiry}`, qos: 1, every: '100ms', ...(expiry && { expiry }) }) as const;
    const away = (filter: string): MqttGroupInput => ({
      clients: 1,
      connect: five({ cleanStart: false, sessionExpiry: '1m' }),
      subscribe: { filter, qos: 1 },
      cycle: { hold: '500ms', away: '5s' },
    });
    const result = await measure(broker, {
      groups: {
        devices: { clients: 4, connect: five(), publish: [publish('1s'), publish('1h')] },
        soon: away('d/+/1s'),
        late: away('d/+/1h'),
      },
      measure: '7s',
      drain: '1s',
    });
    expect(group(result, 'soon').returns).toMatchObject({ kept: 1, notKept: 0 });
    const [soon, late] = [group(result, 'soon').counts, group(result, 'late').counts];
    expect(late).toMatchObject({ owed: 280, lost: 0 });
    // All but about four seconds of forty messages each; mosquitto counts in whole seconds.
    expect(soon.lost).toBe(0);
    expect(soon.owed).toBeGreaterThan(80);
    expect(soon.owed).toBeLessThan(140);
    expect(soon.received).toBeLessThan(200);
  });
});
