import fc from 'fast-check';
import { generate, type IPublishPacket, parser } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { refusesWork } from '../../../load/mqtt/broker-limits.ts';
import { topicAliasIn } from '../../../load/mqtt/fields/incoming-properties.ts';
import { outgoingOf } from '../../../load/mqtt/outgoing.ts';
import { largestPublishBytes, maximumPacketBytes } from '../../../load/mqtt/packet-limits.ts';
import { type MqttPlanInput, readPlan } from '../../../load/mqtt/plan-input.ts';
import type { MqttPublishInput } from '../../../load/mqtt/publish-input.ts';
import { HEADER_BYTES, readClient, readSequence } from '../../../load/payload.ts';

const target = { url: 'mqtt://h:1883', host: 'h', port: 1883 };
const run = { tag: 0xbeef, name: 'trun' };
const groupsOf = (groups: MqttPlanInput['groups']) => readPlan({ groups, measure: '10s' }, target).groups;
const groupOf = (publish: object, protocol: '3.1.1' | '5' = '5') =>
  groupsOf({
    devices: {
      clients: 12,
      connect: { protocol },
      publish: { topic: 'd', every: '1s', ...publish } as MqttPublishInput,
    },
  })[0]!;

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((one) => !/[\0{}]/.test(one));
/** mqtt-packet reads no list whose first value is empty. */
const filled = text.filter((one) => one !== '');
const properties = fc.record(
  {
    contentType: text,
    expiry: fc.integer({ min: 1, max: 0xffffffff }),
    userProperties: fc.dictionary(
      text.filter((name) => name !== '__proto__'),
      fc.oneof(text, fc.array(filled, { minLength: 2, maxLength: 4 })),
      { minKeys: 1, maxKeys: 12 },
    ),
    topicAlias: fc.boolean(),
  },
  { requiredKeys: [] },
);

test('whatever the properties, a broker reads them, the topic once a connection and the payload each time', () => {
  fc.assert(
    fc.property(
      properties,
      fc.constantFrom(0, 1, 2),
      fc.oneof(fc.integer({ min: 20, max: 300 }), fc.constantFrom(16_000, 16_384)),
      fc.boolean(),
      fc.stringMatching(/^[a-zü/]{1,140}$/),
      (given, qos, bytes, varied, name) => {
        const payload = varied ? [`${bytes}B`, `${bytes + 200}B`] : `${bytes}B`;
        const expiry = given.expiry === undefined ? undefined : `${given.expiry}s`;
        const group = groupOf({ topic: `${name}/{client}`, payload, qos, ...given, expiry });
        const publish = group.publish!;
        const [outgoing] = outgoingOf(group, publish, Uint32Array.of(11), run);
        const read: IPublishPacket[] = [];
        const codec = parser({ protocolVersion: 5 });
        codec.on('packet', (packet) => read.push(packet as IPublishPacket));
        const lengths: number[] = [];
        for (let n = 0; n < 8; n++) {
          if (n === 4) outgoing!.reconnected?.();
          const packet = outgoing!.packetFor(qos > 0 ? n + 1 : 0, 1e6, n, 0);
          lengths.push(packet.length);
          expect(codec.parse(Buffer.from(packet))).toBe(0);
        }
        const aliased = given.topicAlias === true;
        expect(read.map(({ topic }) => topic === '')).toEqual(
          Array.from({ length: 8 }, (_, n) => aliased && n % 4 !== 0),
        );
        expect(read[0]!.topic).toBe(`${name}/11`);
        for (const [n, { properties: told, payload: carried, messageId }] of read.entries()) {
          expect(told?.contentType).toBe(given.contentType);
          expect(told?.messageExpiryInterval).toBe(given.expiry);
          expect(told?.topicAlias).toBe(aliased ? 1 : undefined);
          expect(told?.userProperties ?? {}).toEqual(given.userProperties ?? {});
          expect([readClient(carried as Buffer, 0), readSequence(carried as Buffer, 0)]).toEqual([11, n]);
          if (qos > 0) expect(messageId).toBe(n + 1);
        }
        const largest = largestPublishBytes(group, run.name);
        for (const length of lengths) expect(length).toBeLessThanOrEqual(largest);
        if (!varied) expect(Math.max(...lengths)).toBe(largest);
        expect(maximumPacketBytes({ groups: [group] })).toBeGreaterThan(largest);
      },
    ),
    { numRuns: 60 },
  );
});

test('texts of properties are templates, and a name may have several values', () => {
  const group = groupOf({ contentType: '{group}', userProperties: { a: ['{client}', '{run}'], b: 'x' } });
  const [outgoing] = outgoingOf(group, group.publish!, Uint32Array.of(7), run);
  const codec = parser({ protocolVersion: 5 });
  let read: IPublishPacket | undefined;
  codec.on('packet', (packet) => {
    read = packet as IPublishPacket;
  });
  codec.parse(outgoing!.packetFor(0, 0, 0, 0));
  expect(read?.properties?.contentType).toBe('devices');
  expect({ ...read?.properties?.userProperties }).toEqual({ a: ['7', 'trun'], b: 'x' });
});

test('a message of a payload below the header carries properties, too', () => {
  const group = groupOf({ payload: `${HEADER_BYTES - 1}B`, topicAlias: true });
  const [outgoing] = outgoingOf(group, group.publish!, Uint32Array.of(0), run);
  const lengths = [0, 1].map((n) => outgoing!.packetFor(0, 0, n, 0).length);
  expect(lengths[0]! - lengths[1]!).toBe(1);
});

describe('properties of a PUBLISH that comes', () => {
  const listOf = (more: IPublishPacket['properties']): Buffer => {
    const packet = generate(
      { cmd: 'publish', topic: '', payload: '', qos: 0, dup: false, retain: false, properties: more! },
      { protocolVersion: 5 },
    );
    let at = 1;
    while (packet[at]! > 0x7f) at++;
    return packet.subarray(at + 3);
  };
  const any = fc.record(
    {
      topicAlias: fc.integer({ min: 1, max: 65_535 }),
      contentType: text,
      responseTopic: text,
      correlationData: fc.uint8Array({ maxLength: 200 }).map(Buffer.from),
      payloadFormatIndicator: fc.boolean(),
      messageExpiryInterval: fc.nat(0xffffffff),
      subscriptionIdentifier: fc.integer({ min: 1, max: 268_435_455 }),
      userProperties: fc.dictionary(text, text, { minKeys: 1, maxKeys: 9 }),
    },
    { requiredKeys: [] },
  );

  test('tell its alias, whatever else they are', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 5 }), (given, before) => {
        const list = Buffer.concat([Buffer.alloc(before, 0xff), listOf(given), Buffer.alloc(9, 0xff)]);
        expect(topicAliasIn(list, before, list.length - 9)).toBe(given.topicAlias ?? 0);
      }),
    );
  });

  test('that end within one of them are refused', () => {
    fc.assert(
      fc.property(any, fc.nat(), (given, cut) => {
        const list = listOf({ ...given, userProperties: { last: 'value' } });
        const to = list.length - 1 - (cut % 10);
        expect(() => topicAliasIn(list, 0, to)).toThrow(RangeError);
      }),
    );
  });

  test.for([
    ['a property of a CONNECT', '0511 00000000', 'property that a PUBLISH has not'],
    ['an identifier that nothing has', '0199', 'property that a PUBLISH has not'],
    ['two aliases', '06230001230001', 'two topic aliases'],
    ['half an alias', '022300', 'property longer'],
    ['a subscription identifier without an end', '050bffffffff', 'malformed variable byte integer'],
  ] as const)('%s is refused', ([, hex, message]) => {
    const list = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    expect(() => topicAliasIn(list, 0, list.length)).toThrow(message);
  });
});

test('a client whose own CONNACK allows less than that of the check does not get in', () => {
  const group = groupOf({ topicAlias: true, qos: 1 });
  expect(refusesWork(group, {})).toBe('broker takes 0 topic aliases only');
  expect(refusesWork(group, { topicAliasMaximum: 1 })).toBeNull();
  expect(refusesWork(group, { topicAliasMaximum: 1, maximumQoS: 0 })).toBe('broker allows QoS 0 only');
});

describe('what is not possible is refused before the load', () => {
  test.for<[string, object, string]>([
    [
      'an expiry below a second',
      { expiry: '500ms' },
      'whole seconds from 1 to 2^32 - 1 are required; got 0.5 s',
    ],
    ['a name without a value', { userProperties: { a: [] } }, 'at least one value is required'],
    ['no expiry at all', { expiry: '0s' }, 'got 0 s'],
    ['U+0000', { contentType: 'a\0' }, 'publish.contentType: text without U+0000'],
    ['half a letter', { userProperties: { a: '\ud800' } }, 'publish.userProperties: text without U+0000'],
    ['a name that no client has a value for', { userProperties: { a: '{seq}' } }, 'got {seq}'],
    ['a text too long', { contentType: 'x'.repeat(65_536) }, 'at most 65535 bytes are required; got 65536'],
    ['one that becomes too long', { contentType: '{random:99:x70000}' }, 'got 70000'],
    [
      'too much in all',
      { userProperties: { a: Array.from({ length: 9 }, () => 'x'.repeat(9000)) } },
      'at most 65536 bytes of names and values are required; got 81009',
    ],
  ])('%s', ([, publish, message]) => {
    expect(() => groupOf(publish)).toThrow(message);
  });

  test.for([{ topicAlias: true }, { expiry: '1s' }, { contentType: '' }, { userProperties: {} }])(
    '%o in MQTT 3.1.1',
    (publish) => {
      expect(() => groupOf(publish, '3.1.1')).toThrow(
        "protocol '5' is required for topicAlias, expiry, contentType and userProperties; got '3.1.1'",
      );
    },
  );

  test('aliases that are offered in MQTT 3.1.1', () => {
    expect(() => groupsOf({ a: { clients: 1, connect: { topicAliasMaximum: 1 } } })).toThrow(
      "groups.a.connect.topicAliasMaximum: protocol '5' is required",
    );
  });

  test('a closed loop whose messages expire, where a subscriber may be away', () => {
    const closed = (expiry?: '1s') => ({
      clients: 1,
      connect: { protocol: '5' },
      publish: { topic: 't', qos: 1, inflight: 1, ...(expiry && { expiry }) },
    });
    const connect = {
      protocol: '5',
      cleanStart: false,
      sessionExpiry: '1m',
      clientId: 'b-{client}',
    } as const;
    const away = {
      clients: 1,
      connect,
      subscribe: { filter: 't' },
      cycle: { hold: '1s', away: '1s' },
    } as const;
    const both = (expiry?: '1s') => groupsOf({ a: closed(expiry), b: away } as MqttPlanInput['groups']);
    expect(() => both('1s')).toThrow('groups.b: a subscribing group that comes back');
    expect(both()).toHaveLength(2);
  });
});
