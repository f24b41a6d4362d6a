import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { socketCause } from '../../../load/socket/causes.ts';
import { freePort } from '../../../targets/free-port.ts';

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error('something'), { code });

test('a port where nobody listens refuses the connection', async () => {
  const socket = connect(await freePort(), '127.0.0.1');
  const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
  expect(socketCause(error)).toBe('connection refused');
});

test('a target that hangs up hard resets the connection', async () => {
  const server = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
  server.close();
  expect(socketCause(error)).toBe('connection reset');
});

test.each([
  ['EADDRNOTAVAIL', 'no free source port'],
  ['EMFILE', 'too many open files'],
  ['ETIMEDOUT', 'time-out: no connection'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS certificate: DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS name: the certificate is for another host'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS: the target does not speak it'],
  ['EHOSTUNREACH', 'EHOSTUNREACH'],
])('%s is counted as "%s"', (code, cause) => {
  expect(socketCause(failure(code))).toBe(cause);
});
