/** Whether something at a plan's target speaks MQTT: one CONNECT as the plan's own. */
import type { Socket } from 'node:net';
import { type Parser, parser } from 'mqtt-packet';
import type { RunIdentity } from '../kind.ts';
import { destinationOf } from '../socket/destination.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import { connectPacket, DISCONNECT } from './packets.ts';
import type { Plan } from './plan.ts';

const WITHIN_MS = 5000;

/** null = any CONNACK came, a refusal too: that is for the run to count. Otherwise why not. */
export function whyNoConnack(plan: Plan, { name: runName }: RunIdentity): Promise<string | null> {
  const group = plan.groups[0]!;
  const asking = {
    ...group,
    connect: { ...group.connect, clientId: `${runName}-probe`, cleanStart: true, sessionExpiryS: 0 },
  };
  const packet = connectPacket(asking, { client: 0, group: group.name, run: runName });
  return new Promise((resolve) => {
    const call = new Call(packet, group.connect.protocolVersion, (why) => {
      clearTimeout(timer);
      resolve(why);
    });
    const timer = setTimeout(() => call.end(`no CONNACK within ${WITHIN_MS / 1000} s`), WITHIN_MS);
    openSocket(destinationOf(plan.target, null), call);
  });
}

class Call implements SocketOwner {
  socket: Socket | null = null;
  readonly #connect: Buffer;
  readonly #parser: Parser;
  readonly #onEnd: (why: string | null) => void;

  constructor(connect: Buffer, protocolVersion: 4 | 5, onEnd: (why: string | null) => void) {
    this.#connect = connect;
    this.#onEnd = onEnd;
    this.#parser = parser({ protocolVersion })
      .on('packet', ({ cmd }) =>
        this.end(cmd === 'connack' ? null : `CONNACK required, got ${cmd}: not an MQTT broker?`),
      )
      .on('error', () => this.end('the answer to CONNECT is not MQTT'));
  }

  opened(): void {
    this.socket!.write(this.#connect);
  }

  bytesRead(length: number): void {
    this.#parser.parse(Buffer.from(SLAB.subarray(0, length)));
  }

  closed(cause: string | null): void {
    this.end(cause ?? 'the connection was closed without a CONNACK');
  }

  end(why: string | null): void {
    const { socket } = this;
    this.socket = null;
    if (why === null) socket?.end(DISCONNECT);
    else socket?.destroy();
    this.#onEnd(why);
  }
}
