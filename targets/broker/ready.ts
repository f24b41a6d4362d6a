/** Whether a broker answers: a real CONNECT of MQTT 3.1.1, else of MQTT 5, its CONNACK, and the version it gives away. */
import { connect } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';
import { encodeConnect } from '../../load/mqtt/connect-packet.ts';
import { refusesVersion } from '../../load/mqtt/reasons.ts';
import { addressesOf, whoAnswers } from '../../load/socket/addresses.ts';
import type { Answered, Endpoint, Protocol, Unanswered } from '../ready.ts';
import { reason } from '../target-unavailable.ts';

const VERSION_TOPIC = '$SYS/broker/version';
/** A broker that has the topic sends it, retained, with the SUBACK; others are not waited for any longer. */
const VERSION_PATIENCE_MS = 150;
/** What is kept of an answer that does not end. */
const MOST_BYTES = 64 * 1024;

export interface BrokerEndpoint extends Endpoint {
  readonly username?: string;
  readonly password?: string;
}

export interface BrokerAnswer extends Answered {
  /** The CONNACK's return code other than 0. */
  readonly refused: number | null;
  /** Text of `$SYS/broker/version`, where there is one. */
  readonly version: string | null;
  /** 4 = MQTT 3.1.1: of the CONNECT that was answered. */
  readonly protocolVersion: 4 | 5;
}

/**
 * One try with each address of the host and each protocol version until a CONNACK comes; a broker may serve one of them
 * alone. Never rejects.
 */
export async function knock(endpoint: BrokerEndpoint, timeoutMs: number): Promise<BrokerAnswer | Unanswered> {
  let answer: BrokerAnswer | null = null;
  let first: Error | null = null;
  const addresses = await addressesOf(endpoint.host);
  const found = await whoAnswers(addresses, async (host) => {
    const answered = await inEitherVersion({ ...endpoint, host }, timeoutMs);
    if (answered.answered) answer = answered;
    else first ??= answered.cause;
    return answered.answered ? null : reason(answered.cause);
  });
  if (answer !== null) return answer;
  const why = 'why' in found && found.why !== '' ? found.why : `${endpoint.host} has no address`;
  return {
    answered: false,
    cause: addresses.length === 1 && first ? first : new Error(why, { cause: first }),
  };
}

async function inEitherVersion(
  endpoint: BrokerEndpoint,
  timeoutMs: number,
): Promise<BrokerAnswer | Unanswered> {
  const older = await connectAs(4, endpoint, timeoutMs);
  const newerMayDo = older.answered
    ? older.refused !== null && refusesVersion(older.refused)
    : !isSocketError(older.cause);
  if (!newerMayDo) return older;
  const newer = await connectAs(5, endpoint, timeoutMs);
  if (newer.answered || older.answered) return newer.answered ? newer : older;
  const [one, other] = [reason(older.cause), reason(newer.cause)];
  const both = one === other ? one : `MQTT 3.1.1: ${one}; MQTT 5: ${other}`;
  return { answered: false, cause: new Error(both, { cause: older.cause }) };
}

/** Nobody listens, or the way is closed: no protocol version changes that. A reset may be an answer to a CONNECT. */
const isSocketError = (error: NodeJS.ErrnoException): boolean =>
  error.code !== undefined && error.code !== 'ECONNRESET' && error.code !== 'EPIPE';

function connectAs(
  protocolVersion: 4 | 5,
  endpoint: BrokerEndpoint,
  timeoutMs: number,
): Promise<BrokerAnswer | Unanswered> {
  return new Promise((resolve) => {
    const { host, port } = endpoint;
    let refused: number | null | undefined;
    let version: string | null = null;
    let bytes = 0;
    const codec = parser({ protocolVersion });
    const write = (packet: Packet): void => void socket.write(generate(packet, { protocolVersion }));
    const socket = connect({ host, port });
    let patience: NodeJS.Timeout = setTimeout(
      () => end(new Error(`no CONNACK within ${timeoutText(timeoutMs)}`)),
      timeoutMs,
    );

    const end = (cause: Error) => {
      clearTimeout(patience);
      if (!socket.destroyed && refused === null) write({ cmd: 'disconnect' });
      socket.destroySoon();
      resolve(
        refused === undefined
          ? { answered: false, cause }
          : { answered: true, refused, version, protocolVersion },
      );
    };
    codec.on('packet', (packet) => {
      if (packet.cmd === 'connack') {
        const code = packet.returnCode ?? packet.reasonCode ?? 0;
        refused = code === 0 ? null : code;
        if (refused !== null) return end(new Error('refused'));
        write({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: VERSION_TOPIC, qos: 0 }] });
      } else if (packet.cmd === 'suback') {
        clearTimeout(patience);
        patience = setTimeout(() => end(new Error('no version')), VERSION_PATIENCE_MS);
      } else if (packet.cmd === 'publish' && packet.topic === VERSION_TOPIC) {
        version = packet.payload.toString();
        end(new Error('done'));
      }
    });
    codec.on('error', (error) => end(new Error(`not MQTT: ${reason(error)}`)));
    socket.on('data', (data: Buffer) => {
      bytes += data.length;
      if (bytes > MOST_BYTES) return end(new Error('not MQTT: the answer to CONNECT has no end'));
      codec.parse(data);
    });
    socket.on('error', end);
    socket.on('close', () => end(new Error('the connection was closed before a CONNACK')));
    socket.on('connect', () => {
      const { username, password } = endpoint;
      socket.write(
        encodeConnect({
          protocolVersion,
          clientId: `tidemark-ready-${process.pid}`,
          cleanStart: true,
          keepAliveS: 10,
          sessionExpiryS: 0,
          maximumPacketBytes: MOST_BYTES,
          ...(username !== undefined && { username }),
          // 3.1.1 has no password without a user name (3.1.2.9).
          ...(password !== undefined && (username !== undefined || protocolVersion === 5) && { password }),
        }),
      );
    });
  });
}

const timeoutText = (timeoutMs: number): string =>
  timeoutMs >= 1000 ? `${Math.round(timeoutMs / 100) / 10} s` : `${Math.round(timeoutMs)} ms`;

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
