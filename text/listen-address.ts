/** Where a server of ours is to listen, as users write it. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
const FORM = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:]*)):(?<port>\d+)$/;

/** 0: any that is free. @throws RangeError */
export const portNumber = (text: string): number => portIn(text, text, 'A port from 0 to 65,535');

/** `8090`, `0.0.0.0:8090`, `[::1]:8090`: this machine alone is served unless an address is named. @throws RangeError */
export function listenAddress(text: string): ListenAddress {
  const { six, host, port } = FORM.exec(text)?.groups ?? {};
  const required = 'A port, or an address and a port, like 8090 or 0.0.0.0:8090,';
  return { host: six || host || LOOPBACK, port: portIn(port ?? text, text, required) };
}

function portIn(port: string, text: string, required: string): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new RangeError(`${required} is required; got "${text}".`);
  return Number(port);
}
