import { describe, expect, test } from 'vitest';
import {
  groupsOf,
  publishesPerSecond,
  readScenario,
  scenarioOver,
} from '../../../suites/mqtt/benchmark-scenario.ts';

describe('a name of the Open MQTT Benchmark Suite', () => {
  test.each([
    ['conn-tcp-10K-100', { clients: 10_000, connectsPerSecond: 100, transport: 'tcp' }],
    ['singlenode-conn-tcp-1M-5K', { clients: 1_000_000, connectsPerSecond: 5000 }],
    ['conn-tls-1.5k-50', { clients: 1500, connectsPerSecond: 50, transport: 'tls' }],
  ])('%s says how many clients connect, and how fast', (name, sizes) => {
    expect(readScenario(name)).toMatchObject({ kind: 'conn', ...sizes });
  });

  test.each([
    ['fanout-1-1k-1-1K', { publishers: 1, subscribers: 1000, topics: 1, deliveriesPerSecond: 1000 }, 1],
    ['fanout-5-1000-5-250K', { publishers: 5, subscribers: 1000, topics: 5 }, 250],
    ['fanin-1K-2-1K-2K', { kind: 'fanin', publishers: 1000, subscribers: 2 }, 1000],
    ['p2p-1K-1K-1K-1K', { kind: 'p2p', publishers: 1000, transport: 'tcp' }, 1000],
    ['p2p-wss-50-50-50-1K', { kind: 'p2p', publishers: 50, transport: 'wss' }, 1000],
    ['sharedsub-1K-5-1K-1K', { kind: 'sharedsub', publishers: 1000, subscribers: 5 }, 1000],
    ['singlenode-sharesub-50K-500-50K-50K', { kind: 'sharedsub', subscribers: 500 }, 50_000],
  ])('%s says who publishes what to whom', (name, sizes, published) => {
    const scenario = readScenario(name);
    expect(scenario).toMatchObject(sizes);
    expect('publishers' in scenario && publishesPerSecond(scenario)).toBe(published);
  });

  test.each([
    ['conn-10K', '2 numbers are required (clients and connections a second); got 1'],
    ['p2p-1K-1K-1K', '4 numbers are required'],
    ['p2p-1K-2K-1K-1K', 'as many subscribers as publishers are required; got 2000 and 1000'],
    ['fanout-5-1K-1-1K', 'as many topics as publishers are required; got 1 and 5'],
    ['fanout-1-1K-1-0', 'whole numbers above 0 are required, like 500, 10K or 1M; got "0"'],
    ['conn-tcp-1G-5K', 'got "1G"'],
    ['fan-out-1-1K-1-1K', 'a name like conn-tcp-10K-100'],
    ['p2p-quic-1K-1K-1K-1K', 'got "quic"'],
    ['', 'a name like'],
  ])('"%s" is refused: %s', (name, why) => {
    expect(() => readScenario(name)).toThrow(
      expect.objectContaining({ name: 'SweepError', message: expect.stringContaining(why) }),
    );
  });
});

test.each([
  ['p2p-1K-1K-1K-1K', 'tls', 'p2p-tls-1K-1K-1K-1K'],
  ['p2p-tls-1K-1K-1K-1K', 'wss', 'p2p-wss-1K-1K-1K-1K'],
  ['p2p-tls-1K-1K-1K-1K', 'tcp', 'p2p-1K-1K-1K-1K'],
  ['conn-tcp-10K-100', 'tls', 'conn-tls-10K-100'],
  ['conn-tls-10K-100', 'tcp', 'conn-tcp-10K-100'],
] as const)('%s over %s is called %s', (name, transport, other) => {
  expect(scenarioOver(transport, name)).toBe(other);
});

describe('the groups of a scenario', () => {
  test('all publish 16 B with QoS 1 to a topic of their own, and keep alive for 300 s', () => {
    const { publishers } = groupsOf(readScenario('fanout-5-1000-5-250K'));
    expect(publishers).toMatchObject({
      clients: 5,
      connect: { keepAlive: '300s', protocol: '3.1.1' },
      publish: { topic: 'test/{client}', payload: '16B', qos: 1, rate: '250/s' },
    });
  });

  test.each([
    ['fanout-1-1K-1-1K', ['test/0'], '3.1.1'],
    ['fanout-3-1000-3-250K', ['test/0', 'test/1', 'test/2'], '3.1.1'],
    ['fanin-1K-1-1K-1K', ['test/+'], '3.1.1'],
    ['p2p-1K-1K-1K-1K', ['test/{client}'], '3.1.1'],
    ['sharedsub-1K-5-1K-1K', ['$share/benchmark/test/#'], '5'],
  ])('subscribers of %s subscribe to %j, in MQTT %s', (name, filters, protocol) => {
    const { subscribers } = groupsOf(readScenario(name));
    expect(subscribers).toMatchObject({
      connect: { protocol },
      subscribe: filters.map((filter) => ({ filter, qos: 1 })),
    });
  });

  test('a broker that speaks MQTT 3.1.1 alone is asked for shared subscriptions in it', () => {
    const { subscribers, publishers } = groupsOf(readScenario('sharedsub-1K-5-1K-1K'), true);
    expect([subscribers?.connect?.protocol, publishers?.connect?.protocol]).toEqual(['3.1.1', '3.1.1']);
  });

  test('who only connects neither subscribes nor publishes', () => {
    expect(groupsOf(readScenario('conn-tcp-10K-100'))).toEqual({
      clients: { clients: 10_000, connect: { keepAlive: '300s', protocol: '3.1.1' } },
    });
  });
});
