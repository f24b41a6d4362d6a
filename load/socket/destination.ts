/** Where a connection goes, by what transport, and from which address: decided here for every protocol. */
import { isIP } from 'node:net';
import type { TargetAddress, TlsPlan } from '../plan.ts';
import { Sources } from './sources.ts';
import { TCP, type Transport, tlsTransport } from './transport.ts';

export interface Destination {
  /** An address, looked up already. */
  readonly host: string;
  readonly port: number;
  /** What the user called it; null where that is an address. */
  readonly servername: string | null;
  readonly transport: Transport;
  /** Where each connection comes from. */
  readonly sources: Sources;
}

/** The target of a plan, whose `host` is resolved. Without `sources` the kernel chooses where connections come from. */
export function destinationOf(
  { url, host, port }: TargetAddress,
  tls: TlsPlan | null,
  sources: Sources = new Sources(null),
): Destination {
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port,
    servername: isIP(name) === 0 ? name : null,
    transport: tls === null ? TCP : tlsTransport(tls),
    sources,
  };
}
