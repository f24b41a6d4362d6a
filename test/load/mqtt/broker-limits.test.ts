import type { IConnackPacket } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { beyondLimits } from '../../../load/mqtt/broker-limits.ts';
import { largestPublishBytes, maximumPacketBytes } from '../../../load/mqtt/packet-limits.ts';
import { publishTemplate } from '../../../load/mqtt/packets.ts';
import { type MqttGroupInput, readPlan } from '../../../load/mqtt/plan-input.ts';

const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const planOf = (group: MqttGroupInput) => readPlan({ groups: { devices: group }, measure: '1s' }, target);
const devices = { clients: 11, connect: { protocol: '5' } } as const;
const publish = { topic: 'd/{client}', payload: '500B', qos: 1, every: '1s' } as const;

type Limits = NonNullable<IConnackPacket['properties']>;
const told = (group: Partial<MqttGroupInput>, limits: Limits) =>
  beyondLimits(planOf({ ...devices, ...group }).groups[0]!, limits, 'run');

describe('a broker that does not take what the plan sends says so before the load', () => {
  test.each<[string, Partial<MqttGroupInput>, Limits, string]>([
    [
      'packets that are too large',
      { publish },
      { maximumPacketSize: 200 },
      'the broker takes packets of 200 bytes, the plan sends 512 (group devices); use a smaller payload, or raise the maximum packet size of the broker',
    ],
    ['packets a byte too large', { publish }, { maximumPacketSize: 511 }, 'takes packets of 511 bytes'],
    ['a QoS it lacks', { publish }, { maximumQoS: 0 }, 'takes QoS 0 at most, the plan publishes with QoS 1'],
    [
      'retained messages',
      { publish: { ...publish, retain: true } },
      { retainAvailable: false },
      'does not keep retained messages',
    ],
    [
      'more in flight than it takes',
      { publish: { topic: 't', qos: 1, inflight: 10 } },
      { receiveMaximum: 5 },
      'takes 5 unacknowledged messages of a client (Receive Maximum), the plan keeps 10 in flight',
    ],
    [
      'sessions kept as long as the plan asks for',
      { connect: { protocol: '5', sessionExpiry: '1h' } },
      { sessionExpiryInterval: 60 },
      'the broker keeps sessions for 60 s, the plan asks for 3,600 s (group devices); use a shorter sessionExpiry',
    ],
    [
      'shared subscriptions',
      { subscribe: { filter: '$share/a/b' } },
      { sharedSubscriptionAvailable: false },
      'has no shared subscriptions, the plan subscribes to $share/a/b',
    ],
    [
      'topic aliases, which it does not take where it says nothing of them',
      { publish: { ...publish, topicAlias: true } },
      {},
      'takes 0 topic aliases of a client (Topic Alias Maximum), the plan uses 1 (group devices); leave out topicAlias',
    ],
    [
      'as many topic aliases',
      { publish: ['a', 'b', 'c'].map((topic) => ({ ...publish, topic, topicAlias: true })) },
      { topicAliasMaximum: 2 },
      'takes 2 topic aliases of a client (Topic Alias Maximum), the plan uses 3',
    ],
    [
      'wildcards',
      { subscribe: { filter: '$share/a/b/+' } },
      { wildcardSubscriptionAvailable: false },
      'takes no wildcards in filters',
    ],
  ])('%s', (_, group, limits, message) => {
    expect(told(group, limits)).toContain(message);
  });

  test.each<[string, Partial<MqttGroupInput>, Limits]>([
    ['packets as large as it takes', { publish }, { maximumPacketSize: 512 }],
    ['an open loop, which keeps to Receive Maximum', { publish }, { receiveMaximum: 1 }],
    ['QoS 0', { publish: { ...publish, qos: 0 } }, { maximumQoS: 0, receiveMaximum: 1 }],
    ['what is not limited', { publish: { ...publish, retain: true } }, { retainAvailable: true }],
    ['a plain filter', { subscribe: { filter: 'b' } }, { wildcardSubscriptionAvailable: false }],
    [
      'a session that is kept for longer',
      { connect: { protocol: '5', sessionExpiry: '1m' } },
      { sessionExpiryInterval: 60 },
    ],
    [
      'two publications of one topic, which have one alias',
      { publish: [1, 2].map(() => ({ ...publish, topicAlias: true })) },
      { topicAliasMaximum: 1 },
    ],
    ['no publishers', {}, { maximumPacketSize: 10, maximumQoS: 0, retainAvailable: false }],
  ])('and nothing of %s', (_, group, limits) => {
    expect(told(group, limits)).toBeNull();
  });
});

describe('the size of a packet', () => {
  test.each(['3.1.1', '5'] as const)(
    'is that of the PUBLISH with the longest topic, in MQTT %s',
    (protocol) => {
      for (const qos of [0, 1] as const)
        for (const payload of ['0B', '100B', '120B', '16379B', '20kB', '3MB'] as const) {
          const [group] = planOf({
            clients: 11,
            connect: { protocol },
            publish: { topic: 'größe/{client}', qos, payload, every: '1s' },
          }).groups;
          const { protocolVersion } = group!.connect;
          const { packet } = publishTemplate(group!.publish!, protocolVersion, { topic: 'größe/10' }, 1, 1);
          expect(largestPublishBytes(group!, 'run')).toBe(packet.length);
        }
    },
  );

  test('that clients take is 1 MiB, or what the plan itself publishes', () => {
    expect(maximumPacketBytes(planOf({ ...devices, subscribe: { filter: '#' } }))).toBe(1024 * 1024);
    const large = planOf({ ...devices, publish: { ...publish, payload: '5MB' } });
    expect(maximumPacketBytes(large)).toBeGreaterThan(largestPublishBytes(large.groups[0]!, 'run'));
  });
});
