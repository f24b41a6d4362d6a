import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer, type SecureVersion, type TLSSocket, type Server as TlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { destinationOf } from '../../../load/socket/destination.ts';
import { openSocket, type SocketOwner } from '../../../load/socket/open-socket.ts';
import { Resumptions, TlsSession } from '../../../load/socket/tls-session.ts';
import { Authority, type Certificate } from '../../../targets/authority.ts';

let authority: Authority;
let site: Certificate;
beforeAll(async () => {
  authority = await Authority.create();
  site = await authority.issue({ name: 'broker', hosts: ['localhost', '127.0.0.1'] });
});

const ended: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

async function listening(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  ended.push(() => server.close());
  return (server.address() as AddressInfo).port;
}
const greet = (socket: Socket) => socket.on('error', () => {}).write('hello');
const targetOf = (version: SecureVersion): TlsServer =>
  createServer({ key: site.key, cert: site.certificate, minVersion: version, maxVersion: version }, greet).on(
    'tlsClientError',
    () => {},
  );

/** One client that connects again and again; each time until it has read something, or was closed. */
function clientOf(port: number, scheme = 'mqtts', tlsSession: TlsSession | null = null) {
  const destination = destinationOf(
    { url: `${scheme}://127.0.0.1:${port}/`, host: '127.0.0.1', port },
    { ca: authority.certificate, verify: true },
  );
  return (): Promise<{ cause: string | null; socket: Socket }> =>
    new Promise((resolve) => {
      const owner: SocketOwner = {
        socket: null,
        tlsSession,
        opened() {},
        bytesRead: () => end(null),
        closed: end,
      };
      function end(cause: string | null): void {
        const socket = owner.socket as Socket;
        owner.socket = null;
        socket.destroy();
        resolve({ cause, socket });
      }
      openSocket(destination, owner);
    });
}

async function resuming(port: number, scheme?: string) {
  const count = new Resumptions();
  return { count, connect: clientOf(port, scheme, new TlsSession(count)) };
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('with %s', (version) => {
  test('each connection after the first takes up the session of the one before', async () => {
    const reused: boolean[] = [];
    const server = targetOf(version).on('secureConnection', (socket: TLSSocket) =>
      reused.push(socket.isSessionReused()),
    );
    const { count, connect } = await resuming(await listening(server));
    for (let n = 0; n < 4; n++) expect(await connect()).toMatchObject({ cause: null });
    expect(reused).toEqual([false, true, true, true]);
    expect(count).toEqual({ offered: 3, resumed: 3 });
  });

  test('a target that forgot its keys is offered a session that it does not take, and then a new one', async () => {
    const server = targetOf(version);
    const { count, connect } = await resuming(await listening(server));
    await connect();
    server.setTicketKeys(randomBytes(48));
    expect(await connect()).toMatchObject({ cause: null });
    expect(count).toEqual({ offered: 1, resumed: 0 });
    await connect();
    expect(count).toEqual({ offered: 2, resumed: 1 });
  });

  test('a session whose handshake failed is not offered again, and counts as not resumed', async () => {
    const server = targetOf(version);
    const port = await listening(server);
    const { count, connect } = await resuming(port);
    await connect();
    server.close();
    const broken = createTcpServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.destroy()),
    );
    await listening(broken, port);
    expect((await connect()).cause).toMatch(/TLS: the connection was closed during the handshake|reset/);
    expect(count).toEqual({ offered: 1, resumed: 0 });
    broken.close();
    await listening(server, port);
    await connect();
    expect(count).toEqual({ offered: 1, resumed: 0 });
    await connect();
    expect(count).toEqual({ offered: 2, resumed: 1 });
  });

  test('a session that nobody was there to be offered to is kept', async () => {
    const server = targetOf(version);
    const port = await listening(server);
    const { count, connect } = await resuming(port);
    await connect();
    server.close();
    expect((await connect()).cause).toBe('connection refused');
    expect(count).toEqual({ offered: 0, resumed: 0 });
    await listening(server, port);
    await connect();
    expect(count).toEqual({ offered: 1, resumed: 1 });
  });
});

test('WebSockets over TLS take sessions up, too', async () => {
  const server = createHttpsServer({ key: site.key, cert: site.certificate });
  new WebSocketServer({ server, handleProtocols: () => 'mqtt' }).on('connection', (client) =>
    client.send(Buffer.from('hello')),
  );
  const { count, connect } = await resuming(await listening(server), 'wss');
  for (let n = 0; n < 3; n++) expect(await connect()).toMatchObject({ cause: null });
  expect(count).toEqual({ offered: 2, resumed: 2 });
});

test('clients that keep no session make full handshakes, and nothing listens for sessions', async () => {
  const reused: boolean[] = [];
  const server = targetOf('TLSv1.3').on('secureConnection', (socket: TLSSocket) =>
    reused.push(socket.isSessionReused()),
  );
  const connect = clientOf(await listening(server));
  const connections = [await connect(), await connect()];
  expect(reused).toEqual([false, false]);
  for (const { socket } of connections) expect(socket.listenerCount('session')).toBe(0);
});
