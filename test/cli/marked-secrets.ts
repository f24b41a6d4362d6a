/** A marker in every place that lets somebody in, and whatever of a run has it afterwards. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from './command.ts';
import type { Ended } from './in-process.ts';

export const MARKER = 'Mark3rOfASecret';
/** Secrets of PSK are in hex. */
const KEY = 'c0ffee5ec2e7';

/** Of a target: it tells what it was given, as programs do in their logs. */
const TELLS = `console.log(process.argv.join(' '), process.env.LOGIN, process.env.MORE);`;

const BROKER = `
import { createServer } from 'node:net';
import { Aedes } from '${import.meta.resolve('aedes')}';
${TELLS}
const aedes = await Aedes.createBroker();
createServer(aedes.handle).listen(Number(process.env.PORT), '127.0.0.1');
`;

const SITE = `
import { createServer } from 'node:http';
${TELLS}
createServer((request, response) => {
  request.resume();
  // An answer that echoes what it was asked for, and sends the user on with a secret in the address.
  if (request.method === 'POST') response.writeHead(302, { location: '/home?session=${MARKER}' });
  else if (request.url.startsWith('/missing')) response.writeHead(404);
  response.end('<form><input name="csrfmiddlewaretoken" value="t"></form>' + request.url);
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

/** Notes the list of processes while the load is on. */
const LOOK = `
import { readdirSync, readFileSync, appendFileSync } from 'node:fs';
const look = () => {
  for (const pid of readdirSync('/proc').filter((name) => /^\\d+$/.test(name))) {
    try { appendFileSync('processes', readFileSync('/proc/' + pid + '/cmdline', 'latin1').replaceAll('\\0', ' ') + '\\n'); } catch {}
  }
};
const timer = setInterval(look, 100);
timer.unref();
look();
`;

const MQTT = `
import { expect, slo, test } from 'tidemark';
${LOOK}
test('breached', async ({ broker, load }) => {
  const publish = { topic: 'd/{client}', payload: '64B', qos: 1, every: '100ms' };
  const result = await load.mqtt({
    target: broker,
    groups: {
      passwords: { clients: 2, connect: { username: 'ann', password: '${MARKER}{client}' }, publish },
      tokens: { clients: 1, connect: { protocol: '5', username: '${MARKER}' }, publish: { ...publish, userProperties: { token: '${MARKER}' } } },
    },
    measure: '500ms',
  });
  expect(result).toMeet(slo({ 'publish.ack.p50': '< 1us', warn: { 'connect.p50': '< 1us' } }));
});
test('refused', async ({ load }) => {
  const target = 'mqtt://ann:${MARKER}@127.0.0.1:1';
  await load.mqtt({ target, groups: { a: { clients: 1, connect: { password: '${MARKER}', username: 'a' }, publish: { topic: 't', payload: '1B', every: '1s' } } }, measure: '1s' });
});
test('unreadable', async ({ load }) => {
  const tls = { cert: 'cert.pem', key: 'key.pem', passphrase: '${MARKER}' };
  await load.mqtt({ target: 'mqtts://127.0.0.1:1', groups: { a: { clients: 1, connect: { tls }, publish: { topic: 't', payload: '1B', every: '1s' } } }, measure: '1s' });
});
test('known to both', async ({ load }) => {
  const tls = { psk: { identity: 'device', secret: '${KEY}' } };
  await load.mqtt({ target: 'mqtts://127.0.0.1:1', groups: { a: { clients: 1, connect: { tls }, publish: { topic: 't', payload: '1B', every: '1s' } } }, measure: '1s' });
});
test('wrong', async ({ load }) => {
  await load.mqtt({ target: 'wss://${MARKER}@127.0.0.1:1/?sig=${MARKER}', groups: { a: { clients: 1, connect: { password: '${MARKER}', tls: { psk: { identity: 'i', secret: 'x${MARKER}' } } }, publish: { topic: 't', payload: '1B', every: '1s' } } }, measure: '1s' });
});
`;

const HTTP = `
import { expect, slo, test } from 'tidemark';
test('users', async ({ site, load }) => {
  const result = await load.http({
    target: site.url.replace('//', '//ann:${MARKER}@'),
    users: 2,
    accounts: [{ username: 'a', password: '${MARKER}1' }, { username: 'b', password: '${MARKER}2' }],
    login: { page: '/login?invite=${MARKER}', form: { username: '{username}', password: '{password}', pin: '${MARKER}' }, headers: { 'x-key': '${MARKER}' } },
    headers: { 'x-tenant': '${MARKER}' },
    tasks: {
      look: { get: '/items?sig=${MARKER}&page=2', expect: { status: 200, headers: { 'x-token': '${MARKER}' } } },
      lost: { get: '/missing?sig=${MARKER}' },
      sign: { post: '/sign', form: { password: '${MARKER}', hint: '${MARKER}' } },
    },
    wait: '50ms',
    measure: '500ms',
  });
  expect(result).toMeet(slo({ 'http.p50': '< 1us' }));
});
test('nobody', async ({ load }) => {
  await load.http({ target: 'http://ann:${MARKER}@127.0.0.1:1', users: 1, tasks: { look: { get: '/' } }, measure: '1s' });
});
`;

/** All files below, by their names. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

/** What has the marker of all that came of a run; the test files have it, of course. */
export function leaks(folder: Folder, { stdout, stderr }: Ended): readonly string[] {
  const files = filesIn(folder.path)
    .filter((name) => !/\.(?:slo\.ts|mjs)$/.test(name))
    .map((name) => [name, readFileSync(join(folder.path, name), 'latin1')] as const);
  return [...files, ['standard output', stdout] as const, ['standard error', stderr] as const].flatMap(
    ([name, text]) =>
      text
        .split('\n')
        .filter((line) => line.includes(MARKER) || line.includes(KEY))
        .map((line) => `${name}: ${line.slice(0, 300)}`),
  );
}

export const marked = (): Folder =>
  new Folder(
    { 'mqtt.slo.ts': MQTT, 'http.slo.ts': HTTP, 'broker.mjs': BROKER, 'site.mjs': SITE, 'summary.md': '' },
    { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' },
  );

export const OUTPUTS = ['--output', 'json,history,markdown,junit,hlog,csv,step-summary', '--save-baseline'];

/** Both targets are given the marker in their environment, and tell of it. */
export const TARGETS: readonly string[] = ['broker', 'site'].flatMap((kind) => [
  `--${kind}`,
  `exec:LOGIN=${MARKER} MORE='${MARKER} x' node ${kind}.mjs`,
]);
