import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { json, serve } from '../../cli/endpoints.ts';

test.concurrent.each([
  ['a head that has no end', 'GET /health HTTP/1.1\r\n', 'x: y\r\n'],
  [
    'a body that has no end',
    'POST /health HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n',
    '1\r\nx\r\n',
  ],
])(
  '%s is cut off, and others are answered meanwhile',
  async (_, first, more) => {
    const endpoints = await serve(
      { '/health': () => json('ok') },
      { host: '127.0.0.1', port: 0, option: '--port' },
    );
    try {
      const { port } = new URL(endpoints.url);
      const slow = connect(Number(port), '127.0.0.1').on('error', () => {});
      const closed = new Promise((resolve) => slow.once('close', () => resolve('closed')));
      slow.resume().write(first);
      const drip = setInterval(() => slow.write(more), 200);
      expect(await (await fetch(`${endpoints.url}/health`)).json()).toBe('ok');
      expect(await closed).toBe('closed');
      clearInterval(drip);
    } finally {
      await endpoints.close();
    }
  },
  20_000,
);

test('a process that runs out of open files goes on, and answers when it has some again', async ({
  onTestFinished,
}) => {
  const program = fileURLToPath(new URL('served-endpoints.ts', import.meta.url));
  const [FILES, CONNECTIONS] = [48, 100];
  const served = spawn('bash', ['-c', `ulimit -n ${FILES}; exec "$0" "$1"`, process.execPath, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void served.kill());
  const [line] = await once(served.stdout.setEncoding('utf8'), 'data');
  const url = new URL(`${line.trim()}/health`);
  const held = Array.from({ length: CONNECTIONS }, () =>
    connect(Number(url.port), url.hostname).on('error', () => {}),
  );
  const refused = (): number => held.filter(({ destroyed }) => destroyed).length;
  await vi.waitFor(() => expect(refused()).toBeGreaterThan(CONNECTIONS - FILES), { timeout: 5000 });
  for (const socket of held) socket.destroy();
  await vi.waitFor(async () => expect(await (await fetch(url)).json()).toBe('ok'), { timeout: 10_000 });
  expect(served.exitCode).toBeNull();
}, 30_000);
