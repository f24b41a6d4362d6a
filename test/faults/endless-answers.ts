import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Folder, UNOBSERVED } from '../cli/command.ts';
import type { Fault } from './fault.ts';
import { MARK, mostMebibytes, needsLinux } from './processes-of.ts';

const SOUND = 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nWelcome';
/** To a load; whoever asks whether the site is there gets a sound answer. */
const ENDLESS = {
  body: ['HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(60_000)],
  head: ['HTTP/1.1 200 OK\r\n', `x: ${'x'.repeat(1000)}\r\n`.repeat(60)],
  'interim answers': ['', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2000)],
  'chunks of one byte': ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(500)],
} as const;
const MOST_MIB = 500;
const EVERY_MS = 5;

const TESTS = `
import { test, slo, expect } from 'tidemark';
const contains = { contains: 'Welcome' };
const phases = { measure: '3s', timeout: '1s', drain: '2s' };
test('users', async ({ site, load }) => {
  const tasks = { home: { get: '/', expect: contains } };
  expect(await load.http({ target: site, users: 5, tasks, wait: '100ms', ...phases })).toMeet(slo({ 'http.failed': '= 0' }));
});
test('floor', async ({ site, load }) => {
  expect(await load.pages({ target: site, path: '/', connections: 5, expect: contains, ...phases })).toMeet(slo({ 'http.failed': '= 0' }));
});
`;

function answer(socket: Socket, what: keyof typeof ENDLESS): void {
  const [first, more] = ENDLESS[what];
  socket.on('error', () => {});
  socket.once('data', (asked) => {
    if (!asked.includes('tidemark')) {
      socket.end(SOUND);
      return;
    }
    socket.write(first);
    // As fast as it is read would take all CPUs of the machine.
    const pieces = setInterval(() => socket.writableNeedDrain || socket.write(more), EVERY_MS);
    socket.once('close', () => clearInterval(pieces));
  });
}

export const endlessAnswers: readonly Fault[] = Object.keys(ENDLESS).map((what) => ({
  name: `answers without an end: ${what}`,
  expected: `2 of 2 blame the site, less than ${MOST_MIB} MiB a process`,
  short: false,
  lacking: needsLinux,
  async provoke() {
    await using site = createServer((socket) => answer(socket, what as keyof typeof ENDLESS)).listen(
      0,
      '127.0.0.1',
    );
    await once(site, 'listening');
    const mark = randomUUID();
    const folder = new Folder({ 'a.slo.ts': TESTS }, { ...UNOBSERVED, [MARK]: mark });
    const run = folder.start('run', '--site', `http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    const most = await mostMebibytes(mark, run.ended);
    const blamed = folder.results('http').cells.filter(({ verdict }) => verdict === 'fail').length;
    return `${blamed} of 2 blame the site, ${most < MOST_MIB ? `less than ${MOST_MIB}` : most} MiB a process`;
  },
}));
