/** The two sides of a request: virtual clients that ask, and a pool of workers that answers. docs/request-reply.md */
import type { MqttGroupInput } from 'tidemark';

type Respond = NonNullable<MqttGroupInput['respond']>;
type Request = NonNullable<MqttGroupInput['request']>;

/**
 * By itself mosquitto keeps a packet back until the one before it was acknowledged (Nagle's algorithm), and a kernel may take
 * 40 ms for that. Of requests that come one by one that wait would be most of what is measured.
 */
export const AT_ONCE = { noDelay: true } as const;

/** Each request goes to one of the workers' connections, or to all of them. */
export const SHARED = '$share/workers/req/+';
export const NOT_SHARED = 'req/+';

/** The embedded broker has no MQTT 5. */
const protocolOf = (brokerKind: string) => (brokerKind === 'embedded' ? '3.1.1' : '5');

export const workers = (
  brokerKind: string,
  connections: number,
  respond: Partial<Respond> = {},
): MqttGroupInput => ({
  clients: connections,
  connect: { protocol: protocolOf(brokerKind) },
  respond: { filter: SHARED, ...respond },
});

/** `pace`: exactly one of `every` and `rate`. */
export const virtualClients = (
  brokerKind: string,
  clients: number,
  connections: number,
  pace: Pick<Request, 'every' | 'rate'>,
): MqttGroupInput => ({
  clients,
  connections,
  connect: { protocol: protocolOf(brokerKind) },
  request: { topic: 'req/{shard}', timeout: '2s', payload: '100B', ...pace },
});
