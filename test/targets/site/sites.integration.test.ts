import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it as base, describe, expect, vi } from 'vitest';
import { processStart } from '../../../targets/process-start.ts';
import { account } from '../../../targets/site/lampi/accounts.ts';
import { lampi } from '../../../targets/site/ready.ts';
import type { Site, SiteOptions } from '../../../targets/site/site.ts';
import { startSite } from '../../../targets/site/start.ts';
import { docker, titled } from '../../parts-here.ts';
import { containerOf } from '../container-of.ts';
import { Browser } from './browser.ts';

type Start = (options: SiteOptions) => Promise<Site>;

/** `start` starts a site for as long as the test lasts. */
const it = base.extend('start', ({ task: _ }, { onCleanup }): Start => {
  const running: Site[] = [];
  onCleanup(async () => {
    await Promise.all(running.map((site) => site.stop()));
  });
  return async (options) => {
    const site = await startSite(options);
    running.push(site);
    return site;
  };
});

async function loggedIn(site: Site, ordinal: number): Promise<Browser> {
  const { username, password } = account(ordinal);
  const browser = new Browser(site);
  expect(await browser.logIn(username, password)).toMatchObject({ status: 302, location: '/' });
  return browser;
}

/** What a LAMPI site does, whatever it is made with. */
async function isLampi(site: Site): Promise<void> {
  expect(site.url).toMatch(/^https?:\/\/127\.0\.0\.1:\d+$/);
  expect(processStart(site.pid ?? 0)).not.toBeNull();
  await sendsStrangersToLogIn(site);
  await refusesLogIns(site);
  await showsUsersTheirs(site, 0);
  await showsUsersTheirs(site, 9999);
}

async function sendsStrangersToLogIn(site: Site): Promise<void> {
  const stranger = new Browser(site);
  for (const path of ['/', '/lampi', `/lampi/device/${account(233).deviceId}`]) {
    expect(await stranger.get(path)).toMatchObject({
      status: 302,
      location: `/accounts/login/?next=${path}`,
    });
  }
  const { username, password } = account(1);
  expect(await stranger.logIn(username, password, '/lampi')).toMatchObject({ location: '/lampi' });
}

async function refusesLogIns(site: Site): Promise<void> {
  const browser = new Browser(site);
  const { username, password } = account(233);
  for (const [name, word] of [
    [username, 'wrong'],
    [username, ''],
    ['user_010000', '000010_resu'],
  ] as const) {
    const refused = await browser.logIn(name, word);
    expect(refused.status).toBe(200);
    expect(refused.body).toContain('csrfmiddlewaretoken');
    expect(refused.body).toContain('errorlist');
  }
  expect(await browser.post('/accounts/login/', { username, password })).toMatchObject({ status: 403 });
  const csrfmiddlewaretoken = 'a'.repeat(64);
  expect(await browser.post('/accounts/login/', { username, password, csrfmiddlewaretoken })).toMatchObject({
    status: 403,
  });
  expect(browser.cookies.has('sessionid')).toBe(false);
}

async function showsUsersTheirs(site: Site, ordinal: number): Promise<void> {
  const { username, deviceId } = account(ordinal);
  const user = await loggedIn(site, ordinal);
  const home = await user.get('/');
  expect(home).toMatchObject({ status: 200, body: expect.stringContaining(`Welcome, ${username}`) });
  expect(home.body).toContain('1 LAMPI device.');
  const devices = await user.get('/lampi');
  expect(devices.status).toBe(200);
  expect(devices.body).toContain(`href="/lampi/device/${deviceId}"`);
  const device = await user.get(`/lampi/device/${deviceId}`);
  expect(device.status).toBe(200);
  expect(device.body).toContain(`data-device-id="${deviceId}"`);
  expect(await user.get(`/lampi/device/${account(233).deviceId}`)).toMatchObject({ status: 404 });
  expect(await user.get('/lampi/device/nothing')).toMatchObject({ status: 404 });
  expect(await user.get('/accounts/logout/')).toMatchObject({ status: 200 });
  expect(await user.get('/')).toMatchObject({ status: 302 });
}

async function stopsForGood(site: Site): Promise<void> {
  await site.stop();
  await site.stop();
  expect(await lampi.knock(site, 500)).toMatchObject({ answered: false });
  await vi.waitFor(() => expect(processStart(site.pid ?? 0)).toBeNull(), 10_000);
}

/** HTTPS with its own certificate: trusted for the name it was made for, and no other. */
async function servesTls(start: Start, choice: string): Promise<void> {
  const site = await start({ choice, certificateFor: '127.0.0.1' });
  expect(site.url).toMatch(/^https:/);
  const { deviceId } = account(7);
  const user = await loggedIn(site, 7);
  expect((await user.get(`/lampi/device/${deviceId}`)).body).toContain(deviceId);
  const elsewhere = await start({ choice, certificateFor: 'lampi.example' });
  const refused = new Browser(elsewhere).get('/');
  await expect(refused).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

describe.concurrent('the embedded site', () => {
  it('is LAMPI, and stops', async ({ start }) => {
    const site = await start({ choice: 'embedded' });
    await isLampi(site);
    expect(site.label).toBe(`Node.js ${process.versions.node} (embedded)`);
    expect(await site.log()).toContain('listens');
    await stopsForGood(site);
  });

  it('serves HTTPS', ({ start }) => servesTls(start, 'embedded'));

  it('is found by its URL, and survives stop', async ({ start }) => {
    const site = await start({ choice: 'embedded' });
    const external = await start({ choice: `${site.url}/` });
    expect(external).toMatchObject({ kind: 'external', url: site.url, pid: null });
    await external.stop();
    await loggedIn(site, 1);
  });
});

it.concurrent('a command serves at the port it is given, and its group is stopped', async ({ start }) => {
  const server = `require('http').createServer((_, r) => r.end('hello')).listen(process.env.PORT, '127.0.0.1')`;
  const site = await start({ choice: `exec:node -e "${server}"` });
  expect(site).toMatchObject({ kind: 'command', label: 'node (command)', version: null });
  expect(await new Browser(site).get('/')).toMatchObject({ status: 200, body: 'hello' });
  await stopsForGood(site);
});

/** Answers as `listener` does, on a free port, until the test is over. */
async function served(listener: RequestListener, onTestFinished: (end: () => void) => void): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.concurrent('a site at a URL', () => {
  it('is asked below its path with its credentials, which are not in its label', async ({
    start,
    onTestFinished,
  }) => {
    const asked: unknown[] = [];
    const host = await served((request, response) => {
      asked.push([request.url, request.headers.authorization]);
      response.end();
    }, onTestFinished);
    const site = await start({ choice: `http://user:p%C3%A4ss@${host}/app` });
    expect(asked).toEqual([['/app', `Basic ${Buffer.from('user:päss').toString('base64')}`]]);
    expect(site.label).toBe(`${host}/app (external)`);
  });

  it('that refuses the credentials is not tested', async ({ start, onTestFinished }) => {
    const host = await served((_, response) => response.writeHead(401).end(), onTestFinished);
    const refused = start({ choice: `http://user:secret@${host}` });
    await expect(refused).rejects.toThrow(/^site refused the credentials: .*; next step: correct user name/);
    await expect(refused).rejects.toThrow(/^(?!.*secret)/);
    await start({ choice: `http://${host}` });
  });

  it('that never ends its answer is there all the same, and is not read on', async ({
    start,
    onTestFinished,
  }) => {
    let sentBytes = 0;
    const host = await served((_, response) => {
      const piece = Buffer.alloc(2 ** 16, 'x');
      const pump = () => {
        do sentBytes += piece.length;
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', pump);
      pump();
    }, onTestFinished);
    await start({ choice: `http://${host}` });
    // What the sockets between have room for comes on top of what is read.
    expect(sentBytes).toBeLessThan(32 * 2 ** 20);
  });
});

it.concurrent('nobody at the URL is said with required, actual and next step', async ({ start }) => {
  const site = await start({ choice: 'embedded' });
  await site.stop();
  await expect(startSite({ choice: site.url })).rejects.toThrow(
    /^site unreachable: required .*; actual: .*connection refused.*; next step: /,
  );
});

describe.skipIf(!docker)(
  titled('the container', docker, 'no Docker engine answers'),
  { concurrent: true },
  () => {
    it('is LAMPI with Django, keeps to its quota, and stops', async ({ start }) => {
      const site = await start({ choice: 'container', quota: { cpus: 1, memoryBytes: 512 * 2 ** 20 } });
      await isLampi(site);
      expect(site.label).toBe(`Django ${site.version} (container)`);
      expect(site.image).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(site.quota).toBe('1 CPU, 512 MiB');
      const container = containerOf(site);
      const limits = ['inspect', '--format', '{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}', container];
      expect(inDocker(...limits)).toBe(`1000000000 ${512 * 2 ** 20}`);
      await stopsForGood(site);
    });

    it('creates what is missing of its data, once', async ({ start }) => {
      const site = await start({ choice: 'container' });
      const container = containerOf(site);
      const manage = (...args: string[]) => inDocker('exec', container, 'python3', 'manage.py', ...args);
      expect(manage('loadtestingdata')).toBe('created 0 users and 0 devices');
      const remove =
        "from django.contrib.auth.models import User; User.objects.get(username='user_000233').delete()";
      manage('shell', '--command', remove);
      expect(manage('loadtestingdata')).toBe('created 1 users and 1 devices');
      expect(manage('loadtestingdata')).toBe('created 0 users and 0 devices');
      const user = await loggedIn(site, 233);
      expect(await user.get('/lampi/device/1e00000000e9')).toMatchObject({ status: 200 });
      // Django hashes again, and writes, at a log-in it finds too weak a salt or too few iterations for.
      const stored =
        "from django.contrib.auth.models import User; print(User.objects.get(username='user_000233').password)";
      expect(manage('shell', '--command', stored)).toMatch(
        /^pbkdf2_sha256\$260000\$loadtestingdata0000233\$/,
      );
    });

    it('tuned is LAMPI too, on the host network at a free port', async ({ start }) => {
      const site = await start({ choice: 'container', configuration: 'tuned', hostNetwork: true });
      await isLampi(site);
      expect(site.label).toContain(`Django ${site.version} (container, tuned: debug-off, `);
    });

    it('serves HTTPS', ({ start }) => servesTls(start, 'container'));

    it('is what auto takes', async ({ start }) => {
      const notices: string[] = [];
      const site = await start({ choice: 'auto', notice: (line) => notices.push(line) });
      expect(site.kind).toBe('container');
      expect(notices).toEqual([`site: ${site.label}`]);
    });
  },
);

function inDocker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}
