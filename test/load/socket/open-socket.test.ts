import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { destinationOf } from '../../../load/socket/destination.ts';
import { openSocket, SLAB, type SocketOwner } from '../../../load/socket/open-socket.ts';
import { ListedSources, LoopbackSources } from '../../../load/socket/sources.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** Says `hello` to whoever comes. */
async function greeter(host = '127.0.0.1', port = 0): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).write('hello')).listen(port, host);
  await once(server, 'listening');
  ended.push(() => server.close());
  return server;
}

const targetOf = (server: Server) => {
  const { address: host, port } = server.address() as AddressInfo;
  return { url: `mqtt://${host}:${port}`, host, port };
};

/** What becomes of one connection: what was read first, or why it was closed. */
function opened(destination: ReturnType<typeof destinationOf>): Promise<string> {
  return new Promise((resolve) => {
    const owner: SocketOwner = {
      socket: null,
      opened: () => ended.push(() => owner.socket?.destroy()),
      bytesRead: (length) =>
        resolve(`${SLAB.toString('latin1', 0, length)} to ${(owner.socket as Socket | null)?.localAddress}`),
      closed: (cause) => resolve(`closed: ${cause}`),
    };
    openSocket(destination, owner);
  });
}

test('what it reads lies in the shared slab, whatever address it comes from', async () => {
  const target = targetOf(await greeter());
  expect(await opened(destinationOf(target, null))).toBe('hello to 127.0.0.1');
  expect(await opened(destinationOf(target, null, new LoopbackSources('127.77.1')))).toBe(
    'hello to 127.77.1.1',
  );
});

test('a target where nobody listens is named as that', async () => {
  const server = await greeter();
  const target = targetOf(server);
  server.close();
  expect(await opened(destinationOf(target, null))).toBe('closed: connection refused');
});

describe.runIf(process.platform === 'linux')('a source port that somebody else has', () => {
  test('is no fault of the target when another program listens there: the kernel chooses', async () => {
    await greeter('127.77.2.1', 10_000);
    const target = targetOf(await greeter());
    expect(await opened(destinationOf(target, null, new LoopbackSources('127.77.2')))).toBe(
      'hello to 127.0.0.1',
    );
  });

  test('is another one of the same address where the user named it', async () => {
    await greeter('127.77.4.1', 10_000);
    const target = targetOf(await greeter());
    const sources = new ListedSources(['127.77.4.1'], { agent: 0, agents: 1, tag: 0 });
    expect(await opened(destinationOf(target, null, sources))).toBe('hello to 127.77.4.1');
  });

  test('is no fault of the target when it is in use towards the same target: the kernel chooses', async () => {
    const target = targetOf(await greeter());
    const { host, port } = target;
    const other: Socket = connect({ host, port, localAddress: '127.77.3.1', localPort: 10_000 });
    await once(other, 'connect');
    ended.push(() => other.destroy());
    expect(await opened(destinationOf(target, null, new LoopbackSources('127.77.3')))).toBe(
      'hello to 127.0.0.1',
    );
  });
});

test.each([
  ['https://site.example:8443', 'site.example'],
  ['https://127.0.0.1:8443', null],
  ['https://[::1]:8443', null],
])('the certificate of %s has to be for %s', (url, servername) => {
  expect(destinationOf({ url, host: '127.0.0.1', port: 8443 }, null).servername).toBe(servername);
});
