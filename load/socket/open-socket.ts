/**
 * Opens the sockets of a process. All read into one slab, so an idle connection holds no buffer; whoever wants to keep
 * what it read copies it.
 */
import type { Socket } from 'node:net';
import { GENERATOR_CONNECT_FAULTS, socketCause } from './causes.ts';
import type { Destination } from './destination.ts';
import type { SourceAddress } from './sources.ts';

export const SLAB = Buffer.allocUnsafeSlow(256 * 1024);

export interface SocketOwner {
  /** Set when its socket is opened; of a socket that is not this one any more nothing is told. */
  socket: Socket | null;
  /** It can be written to. */
  opened(): void;
  /** `length` bytes of SLAB. */
  bytesRead(length: number): void;
  /** `cause` null: closed in order. */
  closed(cause: string | null): void;
}

interface OwnedSocket extends Socket {
  owner: SocketOwner;
  cause: string | null;
  /** Where to connect again when its source is taken; null = the kernel chose the source. */
  again: Destination | null;
}

export function openSocket(destination: Destination, owner: SocketOwner): void {
  open(destination, owner, destination.sources.next());
}

function open(destination: Destination, owner: SocketOwner, source: SourceAddress | null): void {
  const { host, port, servername, transport } = destination;
  const socket = transport.connect(
    {
      host,
      port,
      ...source,
      noDelay: true, // else 40 ms steps: Nagle waits for a delayed ACK
      onread: READ,
    },
    servername,
  ) as OwnedSocket;
  socket.owner = owner;
  socket.cause = null;
  socket.again = source === null ? null : destination;
  owner.socket = socket;
  socket.on(transport.opensAt, onOpened).on('error', onError).on('close', onClose);
}

// One function each for all sockets: node calls them with the socket as `this`.
const READ = { buffer: SLAB, callback: onRead };
function onRead(this: unknown, length: number): boolean {
  (this as OwnedSocket).owner.bytesRead(length);
  return true;
}
function onOpened(this: Socket): void {
  const { owner } = this as OwnedSocket;
  if (owner.socket === this) owner.opened();
}
function onError(this: Socket, error: NodeJS.ErrnoException): void {
  const socket = this as OwnedSocket;
  const { owner, again } = socket;
  socket.cause = socketCause(error);
  // Somebody else has this port, which is no fault of the target.
  if (socket.cause === GENERATOR_CONNECT_FAULTS.ports && again !== null && owner.socket === this)
    open(again, owner, null);
}
function onClose(this: Socket): void {
  const { owner, cause } = this as OwnedSocket;
  if (owner.socket === this) owner.closed(cause);
}
