/** One CONNECT to a broker and what comes in answer. */
import { type IConnackPacket, type Parser, parser } from 'mqtt-packet';
import type { Destination } from '../socket/destination.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import type { Wire } from '../socket/wire.ts';
import type { TemplateValues } from '../template.ts';
import { DISCONNECT, DISCONNECT_AND_FORGET } from './packets.ts';

const WITHIN_MS = 5000;
/** More without a CONNACK is none: the parser keeps what it has. */
const MOST_BYTES = 64 * 1024;

/** The CONNACK, a refusal too; or why none came. */
export type Called = { readonly connack: IConnackPacket } | { readonly why: string };

/** Who asks. */
export interface Asking {
  /** A whole CONNECT of this protocol version. */
  readonly connect: Buffer;
  readonly protocolVersion: 4 | 5;
  /** Of whoever's TLS credentials it shows. */
  readonly values: TemplateValues;
}

/** Never rejects. */
export function callBroker(
  destination: Destination,
  { connect, protocolVersion, values }: Asking,
): Promise<Called> {
  return new Promise((resolve) => {
    const call = new Call({ connect, protocolVersion, values }, (called) => {
      clearTimeout(timer);
      resolve(called);
    });
    const timer = setTimeout(() => call.end({ why: `no CONNACK within ${WITHIN_MS / 1000} s` }), WITHIN_MS);
    openSocket(destination, call);
  });
}

class Call implements SocketOwner {
  socket: Wire | null = null;
  readonly values: TemplateValues;
  readonly #connect: Buffer;
  readonly #goodbye: Buffer;
  readonly #parser: Parser;
  readonly #onEnd: (called: Called) => void;
  #bytes = 0;

  constructor({ connect, protocolVersion, values }: Asking, onEnd: (called: Called) => void) {
    this.values = values;
    this.#connect = connect;
    this.#goodbye = protocolVersion === 5 ? DISCONNECT_AND_FORGET : DISCONNECT;
    this.#onEnd = onEnd;
    this.#parser = parser({ protocolVersion })
      .on('packet', (packet) =>
        this.end(
          packet.cmd === 'connack'
            ? { connack: packet }
            : { why: `a CONNACK is required, got ${packet.cmd}: not an MQTT broker?` },
        ),
      )
      .on('error', () => this.end({ why: 'the answer to CONNECT is not MQTT' }));
  }

  opened(): void {
    this.socket!.write(this.#connect);
  }

  bytesRead(length: number): void {
    this.#bytes += length;
    if (this.#bytes > MOST_BYTES) this.end({ why: 'the answer to CONNECT is not MQTT' });
    else this.#parser.parse(Buffer.from(SLAB.subarray(0, length)));
  }

  closed(cause: string | null): void {
    this.end({ why: cause ?? 'the connection was closed without a CONNACK' });
  }

  end(called: Called): void {
    const { socket } = this;
    this.socket = null;
    if ('connack' in called) socket?.end(this.#goodbye);
    else socket?.destroy();
    this.#onEnd(called);
  }
}
