/**
 * Opens the connections of a process. All read into one slab, so an idle connection holds no buffer; whoever wants to
 * keep what it read copies it.
 */
import type { OnReadOpts, Socket, TcpNetConnectOpts } from 'node:net';
import { GENERATOR_CONNECT_FAULTS, socketCause } from './causes.ts';
import type { Destination } from './destination.ts';
import type { SourceAddress } from './sources.ts';
import { NEW_HANDSHAKE } from './tls-causes.ts';
import type { Identity } from './transport.ts';
import { type WebSocketLimits, WebSocketWire } from './websocket-wire.ts';
import type { Layer, Wire } from './wire.ts';

export const SLAB = Buffer.allocUnsafeSlow(256 * 1024);

/** What a slow consumer reads at once: what it has read and not taken is hidden from its target. */
const FEW_BYTES = 4 * 1024;

export interface SocketOwner extends Identity {
  /** Set when its connection is opened; of a connection that is not this one any more nothing is told. */
  socket: Wire | null;
  /** It reads little at once. */
  readonly readsLittle?: boolean;
  /** Of messages that come in part; absent: each has a limit of its own alone. */
  readonly webSocketLimits?: WebSocketLimits;
  /** One more layer below the protocol is there. */
  established?(layer: Layer): void;
  /** The last layer is there: it can be written to. */
  opened(): void;
  /** `length` bytes of SLAB. */
  bytesRead(length: number): void;
  /** `cause` null: closed in order. */
  closed(cause: string | null): void;
}

/** Nothing is set that most sockets do not need: each property that node's own socket has not costs memory and time. */
interface OwnedSocket extends Socket {
  owner: SocketOwner;
  destination: Destination;
  /** What its owner writes to, where that is not the socket itself. */
  webSocket?: WebSocketWire;
  /** Why it is closed. */
  cause?: string;
  /** Absent: the kernel chose where it comes from. */
  source?: SourceAddress;
}
const wireOf = (socket: OwnedSocket): Wire => socket.webSocket ?? socket;

export function openSocket(destination: Destination, owner: SocketOwner): void {
  open(destination, owner, destination.sources.next());
}

function open(destination: Destination, owner: SocketOwner, source: SourceAddress | null): void {
  const { host, port, servername, transport, webSocketUrl } = destination;
  const ways = webSocketUrl === null ? READ : READ_FRAMES;
  const onread = owner.readsLittle ? ways.little : ways.much;
  let socket: OwnedSocket;
  try {
    socket = transport.connect(optionsOf(host, port, onread, source), servername, owner) as OwnedSocket;
  } catch (error) {
    owner.closed((error as Error).message);
    return;
  }
  socket.owner = owner;
  socket.destination = destination;
  if (source !== null) socket.source = source;
  for (const { event, layer } of transport.layers) socket.on(event, ON_LAYER[layer]);
  socket.on('error', onError);
  if (webSocketUrl === null) socket.on('close', onClose);
  else socket.webSocket = inFrames(webSocketUrl, socket);
  owner.socket = wireOf(socket);
}

interface Reading {
  readonly much: OnReadOpts;
  readonly little: OnReadOpts;
}
function readingInto(buffer: Buffer, callback: OnReadOpts['callback']): Reading {
  return { much: { buffer, callback }, little: { buffer: buffer.subarray(0, FEW_BYTES), callback } };
}

/** Without `noDelay` 40 ms steps: Nagle waits for a delayed ACK. */
function optionsOf(
  host: string,
  port: number,
  onread: OnReadOpts,
  source: SourceAddress | null,
): TcpNetConnectOpts {
  if (source === null) return { host, port, noDelay: true, onread };
  const { localAddress, localPort } = source;
  return { host, port, noDelay: true, onread, localAddress, localPort };
}

// One function each for all sockets: node calls them with the socket as `this`.
const READ = readingInto(SLAB, onRead);
function onRead(this: unknown, length: number): boolean {
  const { owner } = this as OwnedSocket;
  if (owner.socket === this) owner.bytesRead(length);
  return true;
}
/** Messages go from here to SLAB. */
const FRAMES = Buffer.allocUnsafeSlow(64 * 1024);
const READ_FRAMES = readingInto(FRAMES, onFramesRead);
function onFramesRead(this: unknown, length: number): boolean {
  return (this as OwnedSocket).webSocket!.bytesRead(FRAMES, length);
}
const ON_LAYER = {
  tcp(this: Socket): void {
    layerUp(this as OwnedSocket, 'tcp');
  },
  tls(this: Socket): void {
    this.off('secureConnect', ON_LAYER.tls).on('secureConnect', onNewHandshake);
    layerUp(this as OwnedSocket, 'tls');
  },
};
/** It costs a target a few bytes, and the client a private key's work; TLS 1.3 has none, and libraries refuse it (RFC 9325, 3.5). */
function onNewHandshake(this: Socket): void {
  (this as OwnedSocket).cause ??= NEW_HANDSHAKE;
  this.destroy();
}
function layerUp(socket: OwnedSocket, layer: Layer): void {
  const { owner, destination } = socket;
  if (owner.socket !== wireOf(socket)) return;
  owner.established?.(layer);
  if (layer === destination.layers.at(-1)) owner.opened();
}
function onError(this: Socket, error: NodeJS.ErrnoException): void {
  const socket = this as OwnedSocket;
  const { owner, destination, source } = socket;
  socket.cause ??= destination.transport.causeOf?.(error) ?? socketCause(error);
  // After an error of TLS, Node waits for the target to close.
  socket.destroy();
  // Somebody else has this port, which is no fault of the target.
  if (socket.cause !== GENERATOR_CONNECT_FAULTS.ports || source === undefined) return;
  if (owner.socket !== wireOf(socket)) return;
  const other = destination.sources.instead(source);
  if (other !== undefined) open(destination, owner, other);
}
function onClose(this: Socket): void {
  const { owner, cause } = this as OwnedSocket;
  if (owner.socket === this) owner.closed(cause ?? null);
}

function inFrames(url: string, socket: OwnedSocket): WebSocketWire {
  const { owner } = socket;
  const wire: WebSocketWire = new WebSocketWire(
    url,
    socket,
    {
      opened() {
        if (owner.socket !== wire) return;
        owner.established?.('ws');
        owner.opened();
      },
      message(bytes, from, to) {
        for (let at = from; at < to && owner.socket === wire; at += SLAB.length)
          owner.bytesRead(bytes.copy(SLAB, 0, at, to));
      },
      closed(cause) {
        if (owner.socket === wire) owner.closed(cause ?? socket.cause ?? null);
      },
    },
    owner.webSocketLimits,
  );
  return wire;
}
