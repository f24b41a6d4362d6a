import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
  connect as tcpConnect,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { destinationOf } from '../../../load/socket/destination.ts';
import { openSocket, SLAB, type SocketOwner } from '../../../load/socket/open-socket.ts';
import type { TlsPlan } from '../../../load/socket/tls-plan.ts';
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

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ended.push(() => server.close());
  return (server.address() as AddressInfo).port;
}
/** Says `hello`, then what it was told. */
const echo = (socket: Socket) =>
  socket
    .on('error', () => {})
    .on('data', (bytes) => socket.write(bytes))
    .write('hello');
const tlsServer = (options: TlsOptions = {}): Promise<number> =>
  listening(
    createTlsServer({ key: site.key, cert: site.certificate, ...options }, echo).on(
      'tlsClientError',
      () => {},
    ),
  );
async function webSocketServer(
  secured = false,
  handleProtocols = (offered: Set<string>) => offered.has('mqtt') && 'mqtt',
) {
  const server = secured ? createHttpsServer({ key: site.key, cert: site.certificate }) : createHttpServer();
  const asked: string[] = [];
  new WebSocketServer({ server, handleProtocols: handleProtocols as never }).on(
    'connection',
    (client, { url }) => {
      asked.push(url ?? '');
      client.send(Buffer.from('hello'));
      client.on('message', (bytes) => client.send(bytes as Buffer));
    },
  );
  return { port: await listening(server), asked };
}

const VALUES = { client: 7, group: 'devices', run: 'r' };
/** All that becomes of one connection, until `bytes` were read or it was closed. */
function opened(
  url: string,
  tls: TlsPlan | null,
  bytes = 5,
  send?: Buffer,
): Promise<{ events: string[]; read: Buffer }> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve) => {
    const events: string[] = [];
    const parts: Buffer[] = [];
    const owner: SocketOwner = {
      socket: null,
      values: VALUES,
      established: (layer) => events.push(layer),
      opened() {
        events.push('opened');
        if (send) owner.socket!.write(send);
        ended.push(() => owner.socket?.destroy());
      },
      bytesRead(length) {
        parts.push(Buffer.from(SLAB.subarray(0, length)));
        const read = Buffer.concat(parts);
        if (read.length >= bytes) resolve({ events, read });
      },
      closed(cause) {
        events.push(`closed: ${cause}`);
        resolve({ events, read: Buffer.concat(parts) });
      },
    };
    openSocket(
      destinationOf({ url, host: host === 'localhost' ? '127.0.0.1' : host, port: Number(port) }, tls),
      owner,
    );
  });
}
const trusting = (more: Partial<TlsPlan> = {}): TlsPlan => ({
  ca: authority.certificate,
  verify: true,
  ...more,
});
const eventsOf = async (...args: Parameters<typeof opened>) => (await opened(...args)).events;

describe('TLS', () => {
  test('is there after TCP, and what is read lies in the shared slab', async () => {
    const { events, read } = await opened(`mqtts://localhost:${await tlsServer()}`, trusting());
    expect(events).toEqual(['tcp', 'tls', 'opened']);
    expect(read.toString()).toBe('hello');
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('by a key that both sides know, with %s', async (version) => {
    const secret = 'c0ffee00c0ffee00c0ffee00c0ffee00';
    const port = await tlsServer({
      minVersion: version,
      maxVersion: version,
      ciphers: 'TLS_AES_128_GCM_SHA256:PSK',
      pskCallback: (_, identity) => (identity === 'device-7' ? Buffer.from(secret, 'hex') : null),
    });
    const asked = (identity: string) =>
      eventsOf(`mqtts://127.0.0.1:${port}`, { ca: null, verify: true, psk: { identity, secret } });
    expect(await asked('device-{client}')).toEqual(['tcp', 'tls', 'opened']);
    expect(await asked('stranger')).toEqual([
      'tcp',
      expect.stringMatching(
        /^closed: TLS: the target (?:refused: unknown PSK identity|did not accept identity and secret)/,
      ),
    ]);
  });

  test('each client shows a certificate of its own, from a file named by a template', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-certs-'));
    ended.push(() => rmSync(folder, { recursive: true }));
    const own = await authority.issue({ name: 'device 7' });
    writeFileSync(join(folder, '7.pem'), own.certificate);
    writeFileSync(join(folder, '7.key'), own.key);
    const names: string[] = [];
    const server = createTlsServer(
      { key: site.key, cert: site.certificate, ca: authority.certificate, requestCert: true },
      (socket) => {
        names.push(String(socket.getPeerCertificate().subject.CN));
        echo(socket);
      },
    ).on('tlsClientError', () => {});
    const url = `mqtts://localhost:${await listening(server)}`;
    const files = { cert: join(folder, '{client}.pem'), key: join(folder, '{client}.key') };
    expect(await eventsOf(url, trusting(files))).toContain('opened');
    expect(names).toEqual(['device 7']);
    expect(await eventsOf(url, trusting({ ...files, cert: join(folder, 'none-{client}.pem') }))).toEqual([
      expect.stringMatching(
        /^closed: TLS credentials of the client: the file .*none-\{client\}\.pem is required; got ENOENT$/,
      ),
    ]);
    expect(await eventsOf(url, trusting())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^closed: TLS: the target refused: certificate required/),
      ]),
    );
  });

  test('what is wrong with the certificate of the target is named', async () => {
    const port = await tlsServer();
    const other = await Authority.create();
    expect(await eventsOf(`mqtts://localhost:${port}`, trusting({ ca: other.certificate }))).toEqual([
      'tcp',
      expect.stringMatching(/^closed: TLS certificate: /),
    ]);
    expect(
      await eventsOf(`mqtts://localhost:${port}`, trusting({ servername: 'elsewhere.example' })),
    ).toEqual(['tcp', 'closed: TLS name: the certificate is for another host']);
    const late = await authority.issue({
      name: 'late',
      hosts: ['localhost'],
      until: new Date(Date.now() - 1000),
    });
    const expired = await tlsServer({ key: late.key, cert: late.certificate });
    expect(await eventsOf(`mqtts://localhost:${expired}`, trusting())).toEqual([
      'tcp',
      'closed: TLS certificate: CERT_HAS_EXPIRED',
    ]);
    expect(await eventsOf(`mqtts://localhost:${expired}`, { ca: null, verify: false })).toContain('opened');
  });

  test.each(['mqtts', 'wss'])('a target that asks for a new handshake is left (%s)', async (scheme) => {
    const again = (socket: TLSSocket) => socket.once('data', () => socket.renegotiate({}, () => {}));
    const options = { key: site.key, cert: site.certificate, maxVersion: 'TLSv1.2' } as const;
    const server = scheme === 'wss' ? createHttpsServer(options) : createTlsServer(options, echo);
    server.on('secureConnection', again).on('tlsClientError', () => {});
    const url = `${scheme}://localhost:${await listening(server)}`;
    expect(await eventsOf(url, trusting(), 100, Buffer.from('ask'))).toEqual([
      'tcp',
      'tls',
      ...(scheme === 'wss' ? [] : ['opened']),
      'closed: TLS: the target asked for a new handshake, which is refused',
    ]);
  });

  test('after what is no TLS, a connection is at its end, though the target keeps it open', async () => {
    const secured = await tlsServer();
    const port = await listening(
      createTcpServer({ allowHalfOpen: true }, (below) => {
        const there = tcpConnect(secured, '127.0.0.1');
        ended.push(
          () => below.destroy(),
          () => there.destroy(),
        );
        below.on('error', () => {}).on('data', (bytes) => there.write(bytes));
        there.on('data', (bytes) => below.write(bytes));
        setTimeout(() => below.write(Buffer.alloc(1000, 'x')), 200);
      }),
    );
    expect(await eventsOf(`mqtts://localhost:${port}`, trusting(), 100)).toEqual([
      'tcp',
      'tls',
      'opened',
      'closed: TLS: the target does not speak it',
    ]);
  });

  test('a certificate of megabytes is not read, and named', async () => {
    const helloOf12 = [...[3, 3], ...Array(32).fill(7), 0, 0xc0, 0x2f, 0, 0, 5, 0xff, 1, 0, 1, 0];
    const recordOf = (bytes: readonly number[]) => [
      0x16,
      3,
      3,
      bytes.length >> 8,
      bytes.length & 0xff,
      ...bytes,
    ];
    const CERTIFICATES_OF_16_MIB = [11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc, 0xff, 0xff, 0xf9];
    const port = await listening(
      createTcpServer((socket) =>
        socket
          .on('error', () => {})
          .once('data', () => {
            socket.write(Buffer.from(recordOf([2, 0, 0, helloOf12.length, ...helloOf12])));
            socket.write(Buffer.from(recordOf(CERTIFICATES_OF_16_MIB)));
          }),
      ),
    );
    expect(await eventsOf(`mqtts://localhost:${port}`, trusting())).toEqual([
      'tcp',
      'closed: TLS: excessive message size',
    ]);
  });

  test('a target that speaks none is named as that', async () => {
    const port = await listening(createTcpServer(echo));
    expect(await eventsOf(`mqtts://localhost:${port}`, trusting())).toEqual([
      'tcp',
      'closed: TLS: the target does not speak it',
    ]);
  });
});

describe('WebSocket', () => {
  test('is there after TCP; a packet is a frame, and frames of any size are read', async () => {
    const { port, asked } = await webSocketServer();
    const large = Buffer.alloc(SLAB.length + 1000, 0x61);
    const { events, read } = await opened(
      `ws://user:secret@127.0.0.1:${port}/mqtt`,
      null,
      large.length + 5,
      large,
    );
    expect(events).toEqual(['tcp', 'ws', 'opened']);
    expect(read.equals(Buffer.concat([Buffer.from('hello'), large]))).toBe(true);
    expect(asked).toEqual(['/mqtt']);
  });

  test('is read from the first byte on where messages come with the answer to the upgrade, or in pieces', async () => {
    const server = createTcpServer((socket) =>
      socket
        .on('error', () => {})
        .once('data', async (asked) => {
          const [, key] = /Sec-WebSocket-Key: (.*)\r\n/.exec(asked.toString('latin1'))!;
          const accept = createHash('sha1')
            .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
            .digest('base64');
          const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`;
          const pieces = [`${head}\x82\x05first\x82\x06sec`, 'ond\x82\x05th', 'ird\x82\x06fourth'];
          for (const piece of pieces) {
            socket.write(piece, 'latin1');
            await sleep(20);
          }
        }),
    );
    const url = `ws://127.0.0.1:${await listening(server)}/`;
    const { events, read } = await opened(url, null, 22);
    expect(events).toEqual(['tcp', 'ws', 'opened']);
    expect(read.toString()).toBe('firstsecondthirdfourth');
  });

  test('with text in place of bytes, or reasons of its own for each client, is named in few causes', async () => {
    const server = createHttpServer();
    let number = 0;
    new WebSocketServer({ server, handleProtocols: () => 'mqtt' }).on('connection', (client, { url }) => {
      if (url === '/text') client.send('hello');
      else client.close(1008, `reason ${number++}`);
    });
    const port = await listening(server);
    expect(await eventsOf(`ws://127.0.0.1:${port}/text`, null)).toContain(
      'closed: WebSocket: a text frame, and MQTT requires binary ones',
    );
    const causes = new Set<string>();
    for (let client = 0; client < 130; client++)
      causes.add((await eventsOf(`ws://127.0.0.1:${port}/`, null)).at(-1)!);
    expect([...causes][0]).toBe('closed: WebSocket closed by the target: 1008 reason 0');
    expect(causes.size).toBe(101);
  });

  test('that sends pings and reads no pongs fills no memory', async () => {
    const server = createHttpServer();
    let written = 0;
    new WebSocketServer({ server, handleProtocols: () => 'mqtt' }).on('connection', async (client) => {
      const { socket } = client as unknown as { socket?: Socket; _socket: Socket };
      const below = socket ?? (client as unknown as { _socket: Socket })._socket;
      below.pause();
      const ping = Buffer.concat([Buffer.from([0x89, 125]), Buffer.alloc(125)]);
      const pings = Buffer.concat(Array.from({ length: 500 }, () => ping));
      for (; written < 400; written++) if (!below.write(pings)) await once(below, 'drain');
      client.send(Buffer.from('hello'));
    });
    const before = process.memoryUsage().rss;
    const { events } = await opened(`ws://127.0.0.1:${await listening(server)}/`, null);
    expect(events).toContain('opened');
    expect(written).toBe(400);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });

  test('over TLS', async () => {
    const { port } = await webSocketServer(true);
    expect(await eventsOf(`wss://localhost:${port}/mqtt`, trusting())).toEqual([
      'tcp',
      'tls',
      'ws',
      'opened',
    ]);
    expect(await eventsOf(`wss://localhost:${port}/mqtt`, { ca: null, verify: true })).toEqual([
      'tcp',
      expect.stringMatching(/^closed: TLS certificate: /),
    ]);
  });

  test('an upgrade that is refused is told with its status, and without the subprotocol mqtt as that', async () => {
    const plain = await listening(createHttpServer((_, response) => response.writeHead(403).end()));
    expect(await eventsOf(`ws://127.0.0.1:${plain}/mqtt`, null)).toEqual([
      'tcp',
      'closed: WebSocket upgrade refused: 403',
    ]);
    const { port } = await webSocketServer(false, () => false);
    expect(await eventsOf(`ws://127.0.0.1:${port}/`, null)).toEqual([
      'tcp',
      'closed: WebSocket: server sent no subprotocol',
    ]);
  });

  test('a target that does not speak it is named as that', async () => {
    const port = await listening(createTcpServer(echo));
    expect(await eventsOf(`ws://127.0.0.1:${port}/`, null)).toEqual([
      'tcp',
      'closed: WebSocket: the target does not speak HTTP',
    ]);
  });
});
