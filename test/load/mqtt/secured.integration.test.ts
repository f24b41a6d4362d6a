/** What a user is told whose clients cannot agree with a broker on how to speak. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conduct } from '../../../load/fleet/conductor.ts';
import { MQTT } from '../../../load/mqtt/kind.ts';
import { type MqttTarget, readPlan } from '../../../load/mqtt/plan-input.ts';
import type { TlsInput } from '../../../load/socket/tls-input.ts';
import { Authority } from '../../../targets/authority.ts';
import type { Broker } from '../../../targets/broker/broker.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { group } from './measure.ts';

const ended: (() => unknown)[] = [];
let authority: Authority;
let tls: Broker;
let withCertificates: Broker;
let psk: Broker;
let plain: Broker;
beforeAll(async () => {
  authority = await Authority.create();
  [plain, tls, withCertificates, psk] = await Promise.all([
    startBroker({ choice: 'embedded' }),
    startBroker({ choice: 'embedded', transport: 'tls' }),
    startBroker({ choice: 'embedded', transport: 'tls', clientCertificates: 2 }),
    startBroker({ choice: 'embedded', transport: 'psk' }),
  ]);
  for (const broker of [plain, tls, withCertificates, psk]) ended.push(() => broker.stop());
});
afterAll(() => Promise.all(ended.map((end) => end())));

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ended.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const at = (url: string): MqttTarget => {
  const { hostname: host, port } = new URL(url);
  return { url, host, port: Number(port) };
};
const by = (broker: Broker, scheme: string): MqttTarget => at(`${scheme}://${broker.host}:${broker.port}`);

const run = (target: MqttTarget, secured: TlsInput | null, clients = 2) =>
  conduct(
    MQTT,
    readPlan(
      {
        groups: {
          devices: {
            clients,
            ...(secured && { connect: { tls: secured } }),
            publish: { topic: 'd/{client}', payload: '64B', qos: 1, every: '100ms' },
          },
        },
        measure: '300ms',
        drain: '1s',
      },
      target,
    ),
  );
async function told(target: MqttTarget, secured: TlsInput | null): Promise<string> {
  const result = await run(target, secured);
  if (result.status === 'measured') throw new Error('The load was put on.');
  return `${result.cause}: ${result.reason}`;
}

describe.concurrent('before the load it is said what does not fit, and what to do', () => {
  test('an authority that did not sign the certificate', async () => {
    expect(await told(tls, { ca: authority.certificate })).toMatch(
      /^target-never-came-up: .* got: TLS certificate: .*; next step: set tls\.ca /,
    );
  });

  test('another server name', async () => {
    expect(await told(tls, { servername: 'elsewhere.example' })).toMatch(
      /got: TLS name: the certificate is for another host; next step: .*tls\.servername/,
    );
  });

  test('an expired certificate', async () => {
    const { key, certificate } = await authority.issue({
      name: 'late',
      hosts: ['127.0.0.1'],
      until: new Date(Date.now() - 1000),
    });
    const server = createTlsServer({ key, cert: certificate }).on('tlsClientError', () => {});
    const host = await listening(server);
    expect(await told(at(`mqtts://${host}`), { ca: authority.certificate })).toMatch(
      /got: TLS certificate: CERT_HAS_EXPIRED; next step: renew /,
    );
  });

  test('no certificate of the client', async () => {
    const { ca } = withCertificates.tls!;
    const { url, host, port } = withCertificates;
    expect(await told({ url, host, port }, { ca: ca! })).toMatch(
      /got: TLS: the target refused: .*certificate.*; next step: set tls\.cert and tls\.key /,
    );
  });

  test('an identity of PSK that nobody knows', async () => {
    const { url, host, port } = psk;
    expect(await told({ url, host, port }, { psk: { identity: 'stranger', secret: '00ff' } })).toMatch(
      /got: TLS: the target .*; next step: correct identity and secret in tls\.psk/,
    );
  });

  test('TLS where MQTT was expected, and MQTT where TLS was', async () => {
    expect(await told(by(plain, 'mqtts'), { verify: false })).toMatch(
      /next step: something listens there; use the scheme .*mqtt:\/\//,
    );
    expect(await told(by(tls, 'mqtt'), null)).toMatch(
      /next step: something listens there; use the scheme .*mqtts:\/\//,
    );
  });

  test('a WebSocket upgrade that is refused, and a port without WebSockets', async () => {
    const refusing = createServer((_, response) => response.writeHead(403).end());
    expect(await told(at(`ws://${await listening(refusing)}/mqtt`), null)).toMatch(
      /got: WebSocket upgrade refused: 403; next step: /,
    );
    const other = createTcpServer((socket) => socket.on('error', () => {}).end('what?\n'));
    expect(await told(at(`ws://${await listening(other)}/mqtt`), null)).toMatch(
      /got: WebSocket: the target does not speak HTTP; next step: something listens there/,
    );
  });

  test('a file of a later client that is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-certs-'));
    ended.push(() => rm(folder, { recursive: true }));
    const { certificate, key } = await authority.issue({ name: 'device 0' });
    writeFileSync(join(folder, '0.pem'), certificate);
    writeFileSync(join(folder, '0.key'), key);
    const files = { cert: join(folder, '{client}.pem'), key: join(folder, '{client}.key') };
    const { ca } = withCertificates.tls!;
    expect(await told(withCertificates, { ca: ca!, ...files })).toMatch(
      /^preflight: groups\.devices\.connect\.tls\.cert: the file .*1\.pem is required; got ENOENT/,
    );
  });
});

test('a key that does not belong to its certificate is the fault of the generator, not of the broker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-certs-'));
  ended.push(() => rm(folder, { recursive: true }));
  const [one, other] = await Promise.all([authority.issue({ name: '0' }), authority.issue({ name: '1' })]);
  writeFileSync(join(folder, '0.pem'), one.certificate);
  writeFileSync(join(folder, '1.pem'), other.certificate);
  for (const client of [0, 1]) writeFileSync(join(folder, `${client}.key`), one.key);
  const files = { cert: join(folder, '{client}.pem'), key: join(folder, '{client}.key') };
  const result = await run(tls, files);
  if (result.status !== 'measured') throw new Error(result.reason);
  expect(result.targetFaults).toEqual([]);
  const { failedBy } = group(result, 'devices').connect;
  expect(failedBy).toEqual({ [Object.keys(failedBy)[0]!]: 1 });
  expect(Object.keys(failedBy)[0]).toMatch(/^TLS credentials of the client: they cannot be used: /);
});
