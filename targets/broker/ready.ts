/** Whether a broker answers: a real CONNECT (MQTT 3.1.1, section 3.1), its CONNACK, and the version it gives away. */
import { connect } from 'node:net';
import { generate, parser } from 'mqtt-packet';
import type { Answered, Endpoint, Protocol, Unanswered } from '../ready.ts';
import { reason } from '../target-unavailable.ts';

const VERSION_TOPIC = '$SYS/broker/version';
/** A broker that has the topic sends it, retained, with the SUBACK; others are not waited for any longer. */
const VERSION_PATIENCE_MS = 150;

export interface BrokerEndpoint extends Endpoint {
  readonly username?: string;
  readonly password?: string;
}

export interface BrokerAnswer extends Answered {
  /** The CONNACK's return code other than 0. */
  readonly refused: number | null;
  /** Text of `$SYS/broker/version`, where there is one. */
  readonly version: string | null;
}

/** One try. Never rejects. */
export function knock(endpoint: BrokerEndpoint, timeoutMs: number): Promise<BrokerAnswer | Unanswered> {
  return new Promise((resolve) => {
    const { host, port } = endpoint;
    let refused: number | null | undefined;
    let version: string | null = null;
    const socket = connect({ host, port });
    let patience: NodeJS.Timeout = setTimeout(
      () => end(new Error(`no CONNACK within ${timeoutMs} ms`)),
      timeoutMs,
    );

    const end = (cause: Error) => {
      clearTimeout(patience);
      if (!socket.destroyed && refused === null) socket.write(generate({ cmd: 'disconnect' }));
      socket.destroySoon();
      resolve(refused === undefined ? { answered: false, cause } : { answered: true, refused, version });
    };
    const codec = parser({ protocolVersion: 4 });
    codec.on('packet', (packet) => {
      if (packet.cmd === 'connack') {
        refused = packet.returnCode === 0 ? null : (packet.returnCode ?? null);
        if (refused !== null) return end(new Error('refused'));
        const subscriptions = [{ topic: VERSION_TOPIC, qos: 0 as const }];
        socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
      } else if (packet.cmd === 'suback') {
        clearTimeout(patience);
        patience = setTimeout(() => end(new Error('no version')), VERSION_PATIENCE_MS);
      } else if (packet.cmd === 'publish' && packet.topic === VERSION_TOPIC) {
        version = packet.payload.toString();
        end(new Error('done'));
      }
    });
    codec.on('error', (error) => end(new Error(`not MQTT: ${reason(error)}`)));
    socket.on('data', (bytes) => codec.parse(bytes as Buffer));
    socket.on('error', end);
    socket.on('close', () => end(new Error('the connection was closed before a CONNACK')));
    socket.on('connect', () => {
      socket.write(
        generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clientId: `tidemark-ready-${process.pid}`,
          clean: true,
          keepalive: 10,
          ...(endpoint.username === undefined ? {} : { username: endpoint.username }),
          ...(endpoint.password === undefined ? {} : { password: Buffer.from(endpoint.password) }),
        }),
      );
    });
  });
}

/** Any CONNACK counts, since a configuration may want credentials we do not have. */
export const mqtt: Protocol<BrokerAnswer> = {
  what: 'broker',
  answer: 'a CONNACK',
  serve: 'serve MQTT',
  knock,
};

/** 'mosquitto version 2.0.11' or 'aedes 1.2.0', told apart into product and version. */
export function readVersion(text: string | null): { product: string; version: string } | null {
  const [, product, version] = /^(\S+) (?:version )?v?(\d\S*)/.exec(text ?? '') ?? [];
  return product === undefined || version === undefined ? null : { product, version };
}
