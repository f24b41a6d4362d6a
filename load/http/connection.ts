/**
 * A user's socket, plain or TLS. Sockets read into one slab shared by all users of the process, so an idle
 * connection holds no buffer; what a reader keeps it copies.
 */
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import { socketCause } from '../socket/causes.ts';
import type { SourceAddress } from '../socket/sources.ts';
import type { HttpPlan } from './plan.ts';

export const SLAB = Buffer.allocUnsafeSlow(128 * 1024);

export interface SocketOwner {
  opened(socket: Socket): void;
  /** `length` bytes of SLAB. */
  bytesRead(length: number): void;
  /** `cause` null: closed in order. */
  closed(socket: Socket, cause: string | null): void;
}

interface OwnedSocket extends Socket {
  owner: SocketOwner;
  cause: string | null;
}

/** Where all users of a process connect to; `host` is resolved already, `name` is what the user wrote. */
export class Destination {
  readonly #host: string;
  readonly #port: number;
  readonly #context: SecureContext | null;
  readonly #verify: boolean;
  readonly #name: string;

  constructor({ target, tls }: Pick<HttpPlan, 'target' | 'tls'>) {
    this.#host = target.host;
    this.#port = target.port;
    this.#name = new URL(target.url).hostname.replace(/^\[|\]$/g, '');
    this.#verify = tls?.verify ?? true;
    // One for all: a context of its own costs each connection the reading of the certificates.
    this.#context = tls ? createSecureContext(tls.ca === null ? {} : { ca: tls.ca }) : null;
  }

  open(owner: SocketOwner, source: SourceAddress | null): Socket {
    const options = {
      host: this.#host,
      port: this.#port,
      ...source,
      noDelay: true,
      onread: { buffer: SLAB, callback: onRead },
    };
    const socket = (
      this.#context === null
        ? connectPlain(options)
        : connectTls({
            ...options,
            secureContext: this.#context,
            rejectUnauthorized: this.#verify,
            ...(isIP(this.#name) === 0 && { servername: this.#name }),
          })
    ) as OwnedSocket;
    socket.owner = owner;
    socket.cause = null;
    socket.once(this.#context === null ? 'connect' : 'secureConnect', onOpened);
    return socket.on('error', onError).on('close', onClose);
  }
}

// One function each for all sockets: node calls them with the socket as `this`.
function onRead(this: unknown, length: number): boolean {
  (this as OwnedSocket).owner.bytesRead(length);
  return true;
}
function onOpened(this: Socket): void {
  (this as OwnedSocket).owner.opened(this);
}
function onError(this: Socket, error: NodeJS.ErrnoException): void {
  (this as OwnedSocket).cause = socketCause(error);
}
function onClose(this: Socket): void {
  const { owner, cause } = this as OwnedSocket;
  owner.closed(this, cause);
}
