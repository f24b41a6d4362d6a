/** Where a connection goes, by what transport, and from which address: decided here for every protocol. */
import { isIP } from 'node:net';
import type { TargetAddress } from '../plan.ts';
import { KERNEL_CHOOSES, type Sources } from './sources.ts';
import { isWebSocketUrl } from './target-url.ts';
import { TCP } from './tcp.ts';
import { tlsTransport } from './tls.ts';
import type { TlsPlan } from './tls-plan.ts';
import type { Transport } from './transport.ts';
import type { Layer } from './wire.ts';

export interface Destination {
  /** An address, looked up already. */
  readonly host: string;
  readonly port: number;
  /** What the user called it; null where that is an address. */
  readonly servername: string | null;
  readonly transport: Transport;
  /** What a connection is made of, from the lowest up. */
  readonly layers: readonly Layer[];
  /** Where the protocol travels in WebSocket frames: the address that is asked for; else null. */
  readonly webSocketUrl: string | null;
  /** Where each connection comes from. */
  readonly sources: Sources;
}

/** The target of a plan, whose `host` is resolved. Without `sources` the kernel chooses where connections come from. */
export function destinationOf(
  { url, host, port }: TargetAddress,
  tls: TlsPlan | null,
  sources: Sources = KERNEL_CHOOSES,
): Destination {
  const { hostname } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, '');
  const transport = tls === null ? TCP : tlsTransport(tls);
  const webSocketUrl = isWebSocketUrl(url) ? withoutUser(url) : null;
  return {
    host,
    port,
    servername: isIP(name) === 0 ? name : null,
    transport,
    layers: [
      ...transport.layers.map(({ layer }) => layer),
      ...(webSocketUrl === null ? [] : ['ws' as const]),
    ],
    webSocketUrl,
    sources,
  };
}

function withoutUser(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  return address.href;
}
