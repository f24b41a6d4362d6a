/** Does something at the target's address speak MQTT? One CONNECT, before any load. */
import { connect } from 'node:net';
import { parser } from 'mqtt-packet';
import { socketCause } from '../socket/causes.ts';
import { connectPacket, DISCONNECT } from './packets.ts';
import type { Plan } from './plan.ts';

const TIMEOUT_MS = 5000;

/** null = any CONNACK came, a refusal too: that is for the run to count. Otherwise why not. */
export function probe(plan: Plan, runName: string): Promise<string | null> {
  const { host, port } = plan.target;
  const group = plan.groups[0]!;
  const probing = {
    ...group,
    connect: { ...group.connect, clientId: `${runName}-probe`, cleanStart: true, sessionExpiryS: 0 },
  };
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    const end = (why: string | null): void => {
      clearTimeout(timer);
      if (why === null) socket.end(DISCONNECT);
      else socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(() => end(`no CONNACK within ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    const decoder = parser({ protocolVersion: group.connect.protocolVersion });
    decoder.on('packet', (packet) =>
      end(packet.cmd === 'connack' ? null : `CONNACK required, got ${packet.cmd}: not an MQTT broker?`),
    );
    decoder.on('error', () => end('the answer to CONNECT is not MQTT'));
    socket.on('connect', () =>
      socket.write(connectPacket(probing, { client: 0, group: group.name, run: runName })),
    );
    socket.on('data', (data: Buffer) => decoder.parse(data));
    socket.on('error', (error) => end(socketCause(error)));
    socket.on('close', () => end('the connection was closed without a CONNACK'));
  });
}
