/** Shakes hands and does no more: the floor of what TLS connections cost. */
import type { Socket } from 'node:net';
import { floorSockets } from './floor-socket.ts';
import { servePeer } from './peer.ts';

servePeer(({ plan }) => {
  const whenOpen = new WeakMap<Socket, () => void>();
  const sockets: Socket[] = [];
  const open = floorSockets(
    plan,
    () => true,
    function onOpen() {
      whenOpen.get(this)?.();
    },
  );
  return {
    open: (client) =>
      new Promise((opened, failed) => {
        const socket = open().on('error', failed);
        whenOpen.set(socket, opened);
        sockets[client] = socket;
      }),
    publish: () => {
      throw new Error('nothing is published');
    },
  };
});
