/** How the embedded broker listens: for bytes of MQTT as they are, over TLS, in WebSocket frames. */
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import {
  CA_FILE,
  CERTIFICATE_FILE,
  KEY_FILE,
  type ListenerCredentials,
  type ListenerTransport,
  PSK_FILE,
} from './listener.ts';

/** Of the environment: what the broker's process is told, as JSON. */
export const LISTENER = 'TIDEMARK_LISTENER';

export interface EmbeddedListener {
  readonly transport: ListenerTransport;
  readonly credentials: Omit<ListenerCredentials, 'clients'> | null;
}

/** `connected` gets the stream of MQTT, and the socket below it. */
export async function listenerServer(
  { transport, credentials }: EmbeddedListener,
  connected: (stream: Duplex, socket: Socket) => void,
): Promise<Server> {
  const whole = (socket: Socket): void => connected(socket, socket);
  switch (transport) {
    case 'tcp':
      return createServer({ noDelay: true }, whole);
    case 'tls':
    case 'psk':
      return createTlsServer({ noDelay: true, ...optionsOf(credentials!) }, whole);
    case 'ws':
      return inFrames(createHttpServer(), connected);
    case 'wss':
      return inFrames(createHttpsServer(optionsOf(credentials!)), connected);
  }
}

async function inFrames(
  server: HttpServer,
  connected: (stream: Duplex, socket: Socket) => void,
): Promise<Server> {
  const { createWebSocketStream, WebSocketServer } = await import('ws');
  const handleProtocols = (offered: Set<string>) => offered.has('mqtt') && 'mqtt'; // OASIS MQTT 6
  new WebSocketServer({ server, handleProtocols, perMessageDeflate: false }).on(
    'connection',
    (client, { socket }) => {
      connected(createWebSocketStream(client), socket);
    },
  );
  return server;
}

function optionsOf({ proof, files }: Omit<ListenerCredentials, 'clients'>): TlsOptions {
  if (proof !== 'psk')
    return {
      key: files[KEY_FILE],
      cert: files[CERTIFICATE_FILE],
      ca: files[CA_FILE],
      requestCert: proof === 'certificates of both',
      rejectUnauthorized: true,
    };
  const keys = new Map(
    files[PSK_FILE]!.trim()
      .split('\n')
      .map((line) => line.split(':') as [string, string]),
  );
  return {
    ciphers: 'TLS_AES_128_GCM_SHA256:PSK',
    pskCallback: (_socket, identity) => Buffer.from(keys.get(identity) ?? '', 'hex'),
  };
}
