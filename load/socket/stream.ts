/** A connection as a stream, for libraries that want one; sessions of a load use `openSocket`. */
import type { Duplex } from 'node:stream';
import { createWebSocketStream } from 'ws';
import type { TemplateValues } from '../template.ts';
import type { Destination } from './destination.ts';
import { openWebSocket } from './websocket-wire.ts';

/** May be written to at once. @throws CredentialsError */
export function openStream(destination: Destination, values: TemplateValues): Duplex {
  const { host, port, servername, transport, webSocketUrl } = destination;
  const socket = transport.connect({ host, port, noDelay: true }, servername, { values });
  return webSocketUrl === null ? socket : createWebSocketStream(openWebSocket(webSocketUrl, socket));
}
