import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { generate } from 'mqtt-packet';
import { Folder, UNOBSERVED } from '../cli/command.ts';
import type { Fault } from './fault.ts';
import { MARK, mostMebibytes, needsLinux } from './processes-of.ts';

const MOST_MIB = 500;
const MOST_LOG_BYTES = 2 ** 20;
const EVERY_MS = 5;
const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const LOAD_CLIENT = 'load-';
/** Clients 1, 10 to 19 and 100 to 199: none of those that ask whether it answers. */
const SOME = 'load-1';
const COUNTER = generate({
  cmd: 'publish',
  topic: '$SYS/broker/publish/messages/received',
  payload: '7',
  qos: 0,
  dup: false,
  retain: false,
});
const COUNTERS = generate({
  cmd: 'publish',
  topic: '$SYS/broker/x',
  payload: Buffer.alloc(60_000, 'x'),
  qos: 0,
  dup: false,
  retain: false,
});

interface Hostile {
  /** Before and after the CONNACK of a client of the load. */
  readonly before?: Buffer;
  readonly after?: Buffer;
  /** Comes without an end: to clients of the load, or to who watches the broker's counters. */
  readonly more?: Buffer;
  readonly to?: 'load' | 'watcher';
  readonly blamed: string;
}

const HOSTILE: Readonly<Record<string, Hostile>> = {
  'packets of 256 MiB on 100 connections': {
    after: Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1]),
    more: Buffer.alloc(60_000, 'x'),
    to: 'load',
    blamed: 'a packet of more than',
  },
  'a PUBLISH before the CONNACK': { before: COUNTER, blamed: 'PUBLISH before CONNACK' },
  'a second CONNACK': { after: CONNACK, blamed: 'unexpected CONNACK' },
  'a flood of $SYS': { more: COUNTERS, to: 'watcher', blamed: '$SYS' },
};

const TEST = `
import { expect, slo, test } from 'tidemark';
test('small', async ({ broker, load }) => {
  const publish = { topic: 'd/{client}', payload: '64B', every: '200ms' };
  const devices = { clients: 200, connect: { clientId: '${LOAD_CLIENT}{client}' }, publish };
  expect(await load.mqtt({ target: broker, groups: { devices }, measure: '2s', drain: '200ms' })).toMeet(slo({ 'publish.rate': '>= 99% of offered', 'connect.failed': '= 0' }));
});
`;

function serve(socket: Socket, { before, after, more, to }: Hostile): void {
  const pour = (bytes: Buffer): void => {
    const pieces = setInterval(() => socket.writableNeedDrain || socket.write(bytes), EVERY_MS);
    socket.once('close', () => clearInterval(pieces));
  };
  socket.on('error', () => {});
  socket.on('data', (asked: Buffer) => {
    const type = asked[0]! >> 4;
    if (type === 1) {
      const ours = asked.includes(SOME);
      if (ours && before) socket.write(before);
      socket.write(CONNACK);
      if (ours && after) socket.write(after);
      if (ours && more && to === 'load') pour(more);
    } else if (type === 8) {
      socket.write(Buffer.from([0x90, 3, asked[2]!, asked[3]!, 0]));
      const rounds = setInterval(() => socket.write(COUNTER), 300);
      socket.once('close', () => clearInterval(rounds));
      if (more && to === 'watcher') pour(more);
    } else if (type === 12) socket.write(Buffer.from([0xd0, 0]));
  });
}

export const hostileBrokers: readonly Fault[] = Object.entries(HOSTILE).map(([what, how]) => ({
  name: `a broker that sends ${what}`,
  expected: `${how.to === 'watcher' ? 'pass' : 'fail'}, said, less than ${MOST_MIB} MiB a process, logs below 1 MiB`,
  short: false,
  lacking: needsLinux,
  async provoke() {
    await using broker = createServer((socket) => serve(socket, how)).listen(0, '127.0.0.1');
    await once(broker, 'listening');
    const mark = randomUUID();
    const folder = new Folder({ 'a.slo.ts': TEST }, { ...UNOBSERVED, [MARK]: mark });
    const { port } = broker.address() as AddressInfo;
    const run = folder.start('run', '--broker', `mqtt://127.0.0.1:${port}`);
    const most = await mostMebibytes(mark, run.ended);
    const [cell] = folder.results().cells;
    const said = JSON.stringify(cell).includes(how.blamed);
    const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder.path, name)))
      .filter((one) => one.isFile());
    const longest = Math.max(...files.map(({ size }) => size));
    return `${cell?.verdict}, ${said ? 'said' : 'not said'}, ${most < MOST_MIB ? `less than ${MOST_MIB}` : most} MiB a process, logs ${longest < MOST_LOG_BYTES ? 'below 1 MiB' : `of ${longest} B`}`;
  },
}));
