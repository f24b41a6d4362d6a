/** How the embedded broker listens: for bytes of MQTT as they are, over TLS, in WebSocket frames. */
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
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
  /** 0: a free one. */
  readonly port: number;
  readonly transport: ListenerTransport;
  readonly proof: ListenerCredentials['proof'] | null;
  /** Where the files of its credentials are. */
  readonly folder: string;
}

/** `connected` gets the stream of MQTT, and the socket below it. */
export async function listenerServer(
  listener: EmbeddedListener,
  connected: (stream: Duplex, socket: Socket) => void,
): Promise<Server> {
  const whole = (socket: Socket): void => connected(socket, socket);
  switch (listener.transport) {
    case 'tcp':
      return createServer({ noDelay: true }, whole);
    case 'tls':
    case 'psk':
      return createTlsServer({ noDelay: true, ...optionsOf(listener) }, whole);
    case 'ws':
      return inFrames(createHttpServer(), connected);
    case 'wss':
      return inFrames(createHttpsServer(optionsOf(listener)), connected);
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

function optionsOf({ proof, folder }: EmbeddedListener): TlsOptions {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  if (proof !== 'psk')
    return {
      key: read(KEY_FILE),
      cert: read(CERTIFICATE_FILE),
      ca: read(CA_FILE),
      requestCert: proof === 'certificates of both',
      rejectUnauthorized: true,
    };
  const keys = new Map(
    read(PSK_FILE)
      .trim()
      .split('\n')
      .map((line) => line.split(':') as [string, string]),
  );
  return {
    ciphers: 'TLS_AES_128_GCM_SHA256:PSK',
    pskCallback: (_socket, identity) => Buffer.from(keys.get(identity) ?? '', 'hex'),
  };
}
