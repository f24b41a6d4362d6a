/**
 * The least a Node process can do for the same traffic: the same sockets and source addresses, one read slab,
 * bytes made beforehand and never touched, replies counted by length. No stamps, no bookkeeping.
 */
import { randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connectPacket } from '../load/mqtt/connect-packet.ts';
import { maximumPacketBytes } from '../load/mqtt/packet-limits.ts';
import { ACK_BYTES, publishTemplate } from '../load/mqtt/packets.ts';
import { Sources } from '../load/socket/sources.ts';
import { servePeer } from './peer.ts';

interface FloorSocket extends Socket {
  client: number;
  connack: (() => void) | null;
}

servePeer(({ plan, acknowledged }) => {
  const group = plan.groups[0]!;
  const { publish } = group;
  const slab = Buffer.allocUnsafeSlow(256 * 1024);
  const sources = new Sources(`127.${randomInt(1, 250)}.${randomInt(0, 256)}`);
  const sockets: FloorSocket[] = [];
  const largestBytes = maximumPacketBytes(plan);
  const values = (client: number) => ({ client, group: group.name, run: 'floor' });
  const packets = Array.from({ length: group.clients }, (_, client) =>
    publish
      ? publishTemplate(publish, 4, publish.topic.replace('{client}', `${client}`), 1, client).packet
      : slab,
  );
  function onRead(this: unknown, length: number): boolean {
    const socket = this as FloorSocket;
    if (socket.connack) {
      socket.connack();
      socket.connack = null;
    } else {
      for (let left = length; left >= ACK_BYTES; left -= ACK_BYTES) acknowledged(socket.client);
    }
    return true;
  }
  return {
    open: (client) =>
      new Promise((connected, failed) => {
        const socket = connect({
          host: plan.target.host,
          port: plan.target.port,
          ...sources.next(),
          noDelay: true,
          onread: { buffer: slab, callback: onRead },
        }) as FloorSocket;
        socket.client = client;
        socket.connack = connected;
        sockets[client] = socket;
        socket
          .on('connect', () => socket.write(connectPacket(group, values(client), largestBytes)))
          .on('error', failed);
      }),
    publish: (client) => {
      sockets[client]!.write(packets[client]!);
    },
  };
});
