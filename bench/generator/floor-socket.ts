/** How floor scripts open sockets: from the generator's source addresses, into one read slab, with one TLS context. */
import { randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createSecureContext, connect as secured } from 'node:tls';
import type { Plan } from '../../load/mqtt/plan.ts';
import { LoopbackSources } from '../../load/socket/sources.ts';

export const SLAB = Buffer.allocUnsafeSlow(256 * 1024);

/** `onRead` is called with the socket as `this`, `onOpen` when it can be written to. */
export function floorSockets(
  { target, groups }: Plan,
  onRead: (this: unknown, length: number) => boolean,
  onOpen: (this: Socket) => void,
): () => Socket {
  const { host, port } = target;
  const { tls } = groups[0]!.connect;
  const sources = new LoopbackSources(`127.${randomInt(1, 250)}.${randomInt(0, 256)}`);
  const onread = { buffer: SLAB, callback: onRead };
  if (!tls) {
    return () => connect({ host, port, ...sources.next(), noDelay: true, onread }).on('connect', onOpen);
  }
  const secureContext = createSecureContext({
    ...(tls.ca !== null && { ca: tls.ca }),
    ...(tls.minVersion && { minVersion: tls.minVersion }),
  });
  // `onread` of TLS sockets is documented for those of net alone.
  return () => {
    const options = { host, port, ...sources.next(), noDelay: true, secureContext, onread };
    return secured(options).on('secureConnect', onOpen);
  };
}
