/** A scenario by its name, in the grammar of the Open MQTT Benchmark Suite (https://github.com/emqx/mqttbs). Pure. */
import type { MqttGroupInput } from 'tidemark';

type Transport = 'tcp' | 'tls' | 'psk' | 'ws' | 'wss';

/** `conn-tcp-10K-100`: 10,000 clients connect, 100 a second, and stay. */
interface Connecting {
  readonly kind: 'conn';
  readonly transport: Transport;
  readonly clients: number;
  readonly connectsPerSecond: number;
}

/**
 * `fanout-5-1000-5-250K`: 5 publishers, 1,000 subscribers, 5 topics, 250,000 deliveries a second. `fanin` is written and
 * counted in the same way. In `p2p` and `sharedsub` each message is delivered once.
 */
interface Messaging {
  readonly kind: 'fanout' | 'fanin' | 'p2p' | 'sharedsub';
  readonly transport: Transport;
  readonly publishers: number;
  readonly subscribers: number;
  readonly topics: number;
  readonly deliveriesPerSecond: number;
}

export type Scenario = Connecting | Messaging;

/** The value of an axis that makes no sense: by its name the command ends with 129 and shows no stack. */
class ScenarioError extends RangeError {
  override name = 'SweepError';
}

const GRAMMAR =
  /^(?:singlenode-)?(?<kind>conn|fanout|fanin|p2p|shared?sub)(?:-(?<transport>tcp|tls|psk|ws|wss))?-(?<sizes>.+)$/i;

/**
 * Without a transport it is TCP; `p2p-tls-1K-1K-1K-1K` goes over TLS.
 * @throws RangeError for a name that is not of the grammar, or whose numbers contradict each other
 */
export function readScenario(name: string): Scenario {
  const { kind, transport = 'tcp', sizes = '' } = GRAMMAR.exec(name)?.groups ?? {};
  if (kind === undefined)
    refuse(name, 'a name like conn-tcp-10K-100, fanout-1-1K-1-1K or p2p-tls-1K-1K-1K-1K is required');
  const numbers = sizes.split('-').map((size) => readSize(name, size));
  const over = transport.toLowerCase() as Transport;
  if (kind.toLowerCase() === 'conn') {
    const [clients, connectsPerSecond] = exactly(2, name, numbers, 'clients and connections a second');
    return { kind: 'conn', transport: over, clients: clients!, connectsPerSecond: connectsPerSecond! };
  }
  const [publishers, subscribers, topics, deliveriesPerSecond] = exactly(
    4,
    name,
    numbers,
    'publishers, subscribers, topics and deliveries a second',
  ) as [number, number, number, number];
  const scenario: Messaging = {
    kind: kind.toLowerCase().replace('sharesub', 'sharedsub') as Messaging['kind'],
    transport: over,
    publishers,
    subscribers,
    topics,
    deliveriesPerSecond,
  };
  if (topics !== publishers)
    refuse(name, `as many topics as publishers are required; got ${topics} and ${publishers}`);
  if (scenario.kind === 'p2p' && subscribers !== publishers)
    refuse(name, `as many subscribers as publishers are required; got ${subscribers} and ${publishers}`);
  return scenario;
}

/** The name of the same scenario over another transport: `p2p-tls-1K-1K-1K-1K` of `p2p-1K-1K-1K-1K`. */
export function scenarioOver(transport: Transport, name: string): string {
  const { kind = '', sizes } = GRAMMAR.exec(name)?.groups ?? {};
  const plain = transport === 'tcp' && kind.toLowerCase() !== 'conn';
  return [kind, ...(plain ? [] : [transport]), sizes].join('-');
}

/** Messages that all publishers together send in a second. */
export const publishesPerSecond = ({ kind, subscribers, deliveriesPerSecond }: Messaging): number =>
  kind === 'fanout' || kind === 'fanin' ? deliveriesPerSecond / subscribers : deliveriesPerSecond;

/**
 * As the suite defines them: 16 B, QoS 1, not retained, a clean session, keep-alive 300 s; MQTT 5 for shared subscriptions,
 * unless the broker speaks `only311` and has them there.
 */
export function groupsOf(scenario: Scenario, only311 = false): Record<string, MqttGroupInput> {
  const protocol = scenario.kind === 'sharedsub' && !only311 ? '5' : '3.1.1';
  const connect = { keepAlive: '300s', protocol } as const;
  if (scenario.kind === 'conn') return { clients: { clients: scenario.clients, connect } };
  return {
    subscribers: {
      clients: scenario.subscribers,
      connect,
      subscribe: filtersOf(scenario).map((filter) => ({ filter, qos: 1 })),
    },
    publishers: {
      clients: scenario.publishers,
      connect,
      publish: { topic: 'test/{client}', payload: '16B', qos: 1, rate: `${publishesPerSecond(scenario)}/s` },
    },
  };
}

/** A subscriber of fan-out subscribes to each topic; there are few. */
function filtersOf({ kind, topics }: Messaging): readonly string[] {
  if (kind === 'p2p') return ['test/{client}'];
  if (kind === 'sharedsub') return ['$share/benchmark/test/#'];
  return kind === 'fanout' ? Array.from({ length: topics }, (_, topic) => `test/${topic}`) : ['test/+'];
}

/** `1K`, `1k`, `250`, `1.5M`. */
function readSize(name: string, size: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(size) ?? [];
  const value = Number(digits) * { '': 1, k: 1000, m: 1_000_000 }[unit.toLowerCase()]!;
  if (!Number.isInteger(value) || value < 1)
    refuse(name, `whole numbers above 0 are required, like 500, 10K or 1M; got "${size}"`);
  return value;
}

function exactly(count: number, name: string, numbers: readonly number[], meaning: string) {
  if (numbers.length !== count)
    refuse(name, `${count} numbers are required (${meaning}); got ${numbers.length}`);
  return numbers;
}

function refuse(name: string, why: string): never {
  throw new ScenarioError(`Scenario "${name}": ${why}.`);
}
