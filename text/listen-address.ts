/** Where a server of ours is to listen, as users write it. */
import { wholeNumber } from './positive.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
const FORM = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:]*)):(?<port>\d+)$/;

/** 0: any that is free. @throws RangeError */
export function portNumber(text: string): number {
  const port = wholeNumber(text, 0);
  if (port > 65_535) throw new RangeError(`A port up to 65535 is required; got "${text}".`);
  return port;
}

/** `8090`, `0.0.0.0:8090`, `[::1]:8090`: this machine alone is served unless an address is named. @throws RangeError */
export function listenAddress(text: string): ListenAddress {
  const { six, host, port } = FORM.exec(text)?.groups ?? {};
  return { host: six || host || LOOPBACK, port: portNumber(port ?? text) };
}
