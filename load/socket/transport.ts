/** How bytes travel to a destination: a file here for each transport, chosen by `destinationOf`. */
import type { Socket, TcpNetConnectOpts } from 'node:net';
import type { TemplateValues } from '../template.ts';
import type { TlsSession } from './tls-session.ts';

/** A layer that a socket has, and the event of the socket that tells that it is there. */
export interface SocketLayer {
  readonly event: 'connect' | 'secureConnect';
  readonly layer: 'tcp' | 'tls';
}

/** Whose connection it is. */
export interface Identity {
  /** For transports whose credentials are templates. */
  readonly values?: TemplateValues;
  /** The TLS session that it takes up when it connects again; absent or null = each handshake is a full one. */
  readonly tlsSession?: TlsSession | null;
}

export interface Transport {
  /** In the order in which they come about. */
  readonly layers: readonly SocketLayer[];
  /**
   * Begins to connect. `servername`: what the user calls the host; null = an address.
   * @throws CredentialsError where what identifies a client cannot be read
   */
  connect(options: TcpNetConnectOpts, servername: string | null, who: Identity): Socket;
  /** What an error of the socket means with this transport alone; null = what it always means. */
  causeOf?(error: NodeJS.ErrnoException): string | null;
}
