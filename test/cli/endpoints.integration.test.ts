import { connect } from 'node:net';
import { expect, test } from 'vitest';
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
