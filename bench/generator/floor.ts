/**
 * The least a Node process can do for the same traffic: the same sockets and source addresses, one read slab,
 * bytes made beforehand and never touched, replies told apart by what has to follow them. No stamps, no bookkeeping.
 */
import type { Socket } from 'node:net';
import { connectPacket } from '../../load/mqtt/connect-packet.ts';
import { maximumPacketBytes } from '../../load/mqtt/packet-limits.ts';
import { ACK_BYTES, PUBREC, PUBREL, publishTemplate } from '../../load/mqtt/packets.ts';
import { floorSockets, SLAB } from './floor-socket.ts';
import { servePeer } from './peer.ts';

interface FloorSocket extends Socket {
  client: number;
  connack: (() => void) | null;
}

servePeer(({ plan, acknowledged }) => {
  const group = plan.groups[0]!;
  const { publish } = group;
  const sockets: FloorSocket[] = [];
  const largestBytes = maximumPacketBytes(plan);
  const packets = Array.from({ length: group.clients }, (_, client) =>
    publish
      ? publishTemplate(publish, 4, { topic: publish.topic.replace('{client}', `${client}`) }, 1, client)
          .packet
      : SLAB,
  );
  // Of QoS 2 one is in flight, with identifier 1.
  const pubrel = Buffer.alloc(ACK_BYTES);
  pubrel.writeUInt32BE(PUBREL + 1);
  const pubrec = PUBREC >>> 24;
  function onRead(this: unknown, length: number): boolean {
    const socket = this as FloorSocket;
    if (socket.connack) {
      socket.connack();
      socket.connack = null;
    } else if (publish?.qos === 2) {
      if (SLAB[0] === pubrec) socket.write(pubrel);
      else acknowledged(socket.client);
    } else {
      for (let left = length; left >= ACK_BYTES; left -= ACK_BYTES) acknowledged(socket.client);
    }
    return true;
  }
  function onOpen(this: Socket): void {
    const { client } = this as FloorSocket;
    this.write(connectPacket(group, { client, group: group.name, run: 'floor' }, largestBytes));
  }
  const open = floorSockets(plan, onRead, onOpen);
  return {
    open: (client) =>
      new Promise((connected, failed) => {
        const socket = open().on('error', failed) as FloorSocket;
        socket.client = client;
        socket.connack = connected;
        sockets[client] = socket;
      }),
    publish: (client) => {
      sockets[client]!.write(packets[client]!);
    },
  };
});
