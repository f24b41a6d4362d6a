import { expect, test } from 'vitest';
import { listenAddress, portNumber } from '../../text/listen-address.ts';

test.each([
  ['8090', '127.0.0.1', 8090],
  ['0', '127.0.0.1', 0],
  ['0.0.0.0:65535', '0.0.0.0', 65_535],
  ['[::1]:8090', '::1', 8090],
])('%s', (text, host, port) => {
  expect(listenAddress(text)).toEqual({ host, port });
});

test.each(['x', '', '65536', '0.0.0.0:65536', 'localhost:', '-1', '1e3'])(
  '"%s" is refused with what can be written',
  (text) => {
    expect(() => listenAddress(text)).toThrow(
      `A port, or an address and a port, like 8090 or 0.0.0.0:8090, is required; got "${text}".`,
    );
  },
);

test.each(['x', '65536', '0.0.0.0:80'])('"%s" is no port', (text) => {
  expect(() => portNumber(text)).toThrow(`A port from 0 to 65,535 is required; got "${text}".`);
});
