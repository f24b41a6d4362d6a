/** Whether a broker answers: a real CONNECT of MQTT 3.1.1, else of MQTT 5, its CONNACK, and the version it gives away. */
import { generate, type Packet, parser } from 'mqtt-packet';
import { encodeConnect } from '../../load/mqtt/connect-packet.ts';
import { refusesVersion } from '../../load/mqtt/reasons.ts';
import { addressesOf, whoAnswers } from '../../load/socket/addresses.ts';
import { destinationOf } from '../../load/socket/destination.ts';
import { openSocket, SLAB, type SocketOwner } from '../../load/socket/open-socket.ts';
import { readTls, tlsInput } from '../../load/socket/tls-input.ts';
import type { TlsPlan } from '../../load/socket/tls-plan.ts';
import type { Answered, Endpoint, Protocol, Unanswered } from '../ready.ts';
import { reason } from '../target-unavailable.ts';
import { type ListenerReach, reachedAt } from './listener.ts';

const VERSION_TOPIC = '$SYS/broker/version';
/** A broker that has the topic sends it, retained, with the SUBACK; others are not waited for any longer. */
const VERSION_PATIENCE_MS = 400;
/** Of credentials that are templates. */
const FIRST_CLIENT = { client: 0, group: 'check', run: 'check' };
/** What is kept of an answer that does not end. */
const MOST_BYTES = 64 * 1024;

export interface BrokerEndpoint extends Endpoint {
  /** How it is reached, where not by plain TCP. */
  readonly reach?: Reach | undefined;
  readonly username?: string;
  readonly password?: string;
}

export interface Reach {
  /** Its scheme says the transport; with WebSockets, its path is asked for. */
  readonly url: string;
  /** Null: not secured. */
  readonly tls: TlsPlan | null;
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
  const newerMayDo = older.answered ? older.refused !== null && refusesVersion(older.refused) : older.reached;
  if (!newerMayDo) return older;
  const newer = await connectAs(5, endpoint, timeoutMs);
  if (newer.answered || older.answered) return newer.answered ? newer : older;
  const [one, other] = [reason(older.cause), reason(newer.cause)];
  const both = one === other ? one : `MQTT 3.1.1: ${one}; MQTT 5: ${other}`;
  return { answered: false, cause: new Error(both, { cause: older.cause }) };
}

/** `reached`: a CONNECT could be written. Where nobody listens, no protocol version changes that. */
type Unreached = Unanswered & { readonly reached: boolean };

function connectAs(
  protocolVersion: 4 | 5,
  endpoint: BrokerEndpoint,
  timeoutMs: number,
): Promise<BrokerAnswer | Unreached> {
  return new Promise((resolve) => {
    const { host, port, reach } = endpoint;
    let refused: number | null | undefined;
    let version: string | null = null;
    let bytes = 0;
    let reached = false;
    const codec = parser({ protocolVersion });
    const write = (packet: Packet): void => void owner.socket?.write(generate(packet, { protocolVersion }));
    let patience: NodeJS.Timeout = setTimeout(
      () => end(new Error(`no CONNACK within ${timeoutText(timeoutMs)}`)),
      timeoutMs,
    );

    const end = (cause: Error) => {
      clearTimeout(patience);
      const { socket } = owner;
      owner.socket = null;
      if (refused === null) socket?.end(generate({ cmd: 'disconnect' }, { protocolVersion }));
      else socket?.destroy();
      resolve(
        refused === undefined
          ? { answered: false, cause, reached }
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
    const owner: SocketOwner = {
      socket: null,
      values: FIRST_CLIENT,
      opened() {
        const { username, password } = endpoint;
        reached = true;
        owner.socket!.write(
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
      },
      bytesRead(length) {
        bytes += length;
        if (bytes > MOST_BYTES) end(new Error('not MQTT: the answer to CONNECT has no end'));
        else codec.parse(Buffer.from(SLAB.subarray(0, length)));
      },
      closed: (cause) => end(new Error(cause ?? 'the connection was closed before a CONNACK')),
    };
    const url = reach?.url ?? `mqtt://${host}:${port}`;
    openSocket(destinationOf({ url, host, port }, reach?.tls ?? null), owner);
  });
}

const timeoutText = (timeoutMs: number): string =>
  timeoutMs >= 1000 ? `${Math.round(timeoutMs / 100) / 10} s` : `${Math.round(timeoutMs)} ms`;

/** The same for a broker that is reached by this transport. */
export const mqttBy = (reach: ListenerReach): Protocol<BrokerAnswer> => ({
  ...mqtt,
  knock(endpoint, timeoutMs) {
    const { url, tls } = reachedAt(reach, endpoint.host, endpoint.port);
    return knock({ ...endpoint, reach: { url, tls: tls && readTls(tlsInput.parse(tls)) } }, timeoutMs);
  },
});

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
