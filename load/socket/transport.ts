/** How bytes travel to a destination: a file here for each transport, chosen by `destinationOf`. */
import type { Socket, TcpNetConnectOpts } from 'node:net';
import type { TemplateValues } from '../template.ts';

/** A layer that a socket has, and the event of the socket that tells that it is there. */
export interface SocketLayer {
  readonly event: 'connect' | 'secureConnect';
  readonly layer: 'tcp' | 'tls';
}

export interface Transport {
  /** In the order in which they come about. */
  readonly layers: readonly SocketLayer[];
  /**
   * Begins to connect. `servername`: what the user calls the host; null = an address. `values`: whose connection it is.
   * @throws CredentialsError where what identifies a client cannot be read
   */
  connect(options: TcpNetConnectOpts, servername: string | null, values: TemplateValues | null): Socket;
  /** What an error of the socket means with this transport alone; null = what it always means. */
  causeOf?(error: NodeJS.ErrnoException): string | null;
}
