import { expect, test } from 'vitest';
import { adviceFor } from '../../../load/socket/advice.ts';

test.each([
  ['TLS credentials of the client: the file a.pem is required; got ENOENT', /cert and key/],
  ['TLS: the target did not accept identity and secret (PSK), and offered a certificate', /tls\.psk/],
  ['TLS: the target refused: unknown PSK identity', /tls\.psk/],
  ['127.0.0.1: TLS: the target refused: certificate required; ::1: connection refused', /tls\.cert/],
  ['TLS: the target refused: unknown CA', /tls\.cert/],
  ['TLS name: the certificate is for another host', /servername/],
  ['TLS certificate: CERT_HAS_EXPIRED', /renew/],
  ['TLS certificate: SELF_SIGNED_CERT_IN_CHAIN', /tls\.ca/],
  ['TLS: the target refused: protocol version', /minVersion/],
  ['TLS: the target does not speak it', /mqtt:\/\/, mqtts:\/\//],
  ['WebSocket upgrade refused: 404', /scheme/],
  ['the connection was closed before a CONNACK', /scheme/],
  ['connection refused', /start it/],
  ['time-out: no connection', /start it/],
])('%s: %s', (cause, advice) => {
  expect(adviceFor(cause, ['mqtt', 'mqtts'])).toMatch(advice);
});
