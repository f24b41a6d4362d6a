/** How bytes travel to a destination; the next one is a function here that gives another `Transport`. */
import { connect as connectTcp, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import type { TlsPlan } from '../plan.ts';

export interface Transport {
  /** Begins to connect; `servername` is what a certificate has to be for, null = the address itself. */
  connect(options: TcpNetConnectOpts, servername: string | null): Socket;
  /** The event of the socket from which on it can be written to. */
  readonly opensAt: 'connect' | 'secureConnect';
}

export const TCP: Transport = { connect: (options) => connectTcp(options), opensAt: 'connect' };

/** One context for all connections: one of its own costs each connection the reading of the certificates. */
export function tlsTransport({ ca, verify }: TlsPlan): Transport {
  const secureContext = createSecureContext(ca === null ? {} : { ca });
  return {
    connect: (options, servername) =>
      connectTls({
        ...options,
        secureContext,
        rejectUnauthorized: verify,
        ...(servername !== null && { servername }),
      }),
    opensAt: 'secureConnect',
  };
}
