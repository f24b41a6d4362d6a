import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { Authority, type Certificate } from '../../targets/authority.ts';
import { freePort } from '../../targets/free-port.ts';
import { Folder, UNOBSERVED } from '../cli/command.ts';
import { type Fault, needsProgram } from './fault.ts';
import { MARK, mostMebibytes, needsLinux } from './processes-of.ts';

const MOST_MIB = 500;
const MOST_S = 60;
/** Of those who ask whether the target is there, no more are open at once. */
const SOUND_AT_ONCE = 4;

const TEST = `
import { expect, slo, test } from 'tidemark';
test('secured', async ({ broker, load }) => {
  const publish = { topic: 'd/{client}', payload: '64B', every: '200ms' };
  const devices = { clients: 40, connect: { timeout: '2s', tls: { ca: 'ca.pem' } }, publish };
  expect(await load.mqtt({ target: broker, groups: { devices }, measure: '1s', drain: '200ms' })).toMeet(slo({ 'publish.rate': '>= 99% of offered' }));
});
`;

const CONNACK = Buffer.from([0x20, 2, 0, 0]);
function talk(socket: Socket): void {
  socket
    .on('error', () => {})
    .on('data', (asked: Buffer) => {
      const type = asked[0]! >> 4;
      if (type === 1) socket.write(CONNACK);
      else if (type === 8) socket.write(Buffer.from([0x90, 3, asked[2]!, asked[3]!, 0]));
      else if (type === 12) socket.write(Buffer.from([0xd0, 0]));
    });
}

function secure(below: Socket, site: Certificate, maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3'): TLSSocket {
  const secureContext = createSecureContext({ key: site.key, cert: site.certificate, maxVersion });
  const socket = new TLSSocket(below, { isServer: true, secureContext });
  talk(socket);
  return socket;
}

function askAgain(socket: TLSSocket): void {
  if (!socket.destroyed) socket.renegotiate({}, (error) => error || setImmediate(askAgain, socket));
}

const record = (bytes: readonly number[]): Buffer =>
  Buffer.from([0x16, 3, 3, bytes.length >> 8, bytes.length & 0xff, ...bytes]);
const HELLO = [3, 3, ...Array<number>(32).fill(7), 0, 0xc0, 0x2f, 0, 0, 5, 0xff, 1, 0, 1, 0];
const CERTIFICATES_OF_16_MIB = [11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc, 0xff, 0xff, 0xf9];

interface Hostile {
  readonly blamed: string;
  readonly lacking?: () => string | null;
  /** What it does with a connection of the load. `tickets`: a port. */
  answer(below: Socket, site: Certificate, tickets: number): void;
}

const HOSTILE: Readonly<Record<string, Hostile>> = {
  'asks for new handshakes without end': {
    blamed: 'TLS: the target asked for a new handshake, which is refused',
    answer: (below, site) => {
      const socket = secure(below, site, 'TLSv1.2');
      socket.once('data', () => askAgain(socket));
    },
  },
  'sends certificates of 16 MiB': {
    blamed: 'TLS: excessive message size',
    answer: (below) =>
      below.once('data', () => {
        below.write(record([2, 0, 0, HELLO.length, ...HELLO]));
        below.write(record(CERTIFICATES_OF_16_MIB));
      }),
  },
  'sends what is no TLS': {
    blamed: 'TLS: the target does not speak it',
    answer: (below) => below.once('data', () => below.write(Buffer.alloc(60_000, 'x'))),
  },
  'never ends a handshake': {
    blamed: 'time-out: no TLS handshake',
    answer: (below) => void below.resume(),
  },
  'closes in the middle of a handshake': {
    blamed: 'TLS: the connection was closed during the handshake',
    answer: (below) =>
      below.once('data', () => below.end(record([2, 0, 0, HELLO.length, ...HELLO]).subarray(0, 20))),
  },
  'gives session tickets without end': {
    blamed: 'time-out: no CONNACK',
    lacking: needsProgram('openssl', 'version'),
    answer: (below, _, tickets) => {
      const there = connect(tickets, '127.0.0.1').on('error', () => {});
      below.pipe(there).pipe(below);
      below.once('close', () => there.destroy());
    },
  },
};

/** OpenSSL's own server gives as many as it is told to. */
async function givingTickets(folder: Folder, site: Certificate): Promise<{ port: number; end(): unknown }> {
  folder.write({ 'site.pem': site.certificate, 'site.key': site.key });
  const port = await freePort();
  const server = spawn(
    'openssl',
    `s_server -accept 127.0.0.1:${port} -cert site.pem -key site.key -tls1_3 -num_tickets 100000000 -quiet`.split(
      ' ',
    ),
    { cwd: folder.path, stdio: 'ignore' },
  );
  return { port, end: () => server.kill('SIGKILL') };
}

export const hostileTls: readonly Fault[] = Object.entries(HOSTILE).map(
  ([what, { blamed, answer, lacking }]) => ({
    name: `a target that ${what}`,
    expected: `fail, said, less than ${MOST_MIB} MiB a process, within ${MOST_S} s`,
    short: false,
    lacking: () => needsLinux() ?? lacking?.() ?? null,
    async provoke() {
      const authority = await Authority.create();
      const site = await authority.issue({ name: 'broker', hosts: ['127.0.0.1'] });
      const mark = randomUUID();
      const files = { 'a.slo.ts': TEST, 'ca.pem': authority.certificate };
      const folder = new Folder(files, { ...UNOBSERVED, [MARK]: mark });
      const tickets = lacking ? await givingTickets(folder, site) : null;
      let open = 0;
      await using broker = createServer((below) => {
        below.on('error', () => {}).once('close', () => open--);
        if (++open > SOUND_AT_ONCE) answer(below, site, tickets?.port ?? 0);
        else secure(below, site);
      }).listen(0, '127.0.0.1');
      await once(broker, 'listening');
      const startedMs = performance.now();
      const run = folder.start(
        'run',
        '--broker',
        `mqtts://127.0.0.1:${(broker.address() as AddressInfo).port}`,
      );
      const most = await mostMebibytes(mark, run.ended);
      const seconds = (performance.now() - startedMs) / 1000;
      tickets?.end();
      const [cell] = folder.results().cells;
      return `${cell?.verdict}, ${JSON.stringify(cell).includes(blamed) ? 'said' : 'not said'}, ${most < MOST_MIB ? `less than ${MOST_MIB}` : most} MiB a process, ${seconds < MOST_S ? `within ${MOST_S}` : `after ${seconds}`} s`;
    },
  }),
);
