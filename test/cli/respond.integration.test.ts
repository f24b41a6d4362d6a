import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { generate } from 'mqtt-packet';
import { test as base, describe, expect, vi } from 'vitest';
import { parseExposition } from '../../observe/exporters/exposition.ts';
import { startBroker } from '../../targets/broker/start.ts';
import { freePort } from '../../targets/free-port.ts';
import { askerAt, headerOf } from '../load/mqtt/respond/asking.ts';
import { mosquitto, titled } from '../parts-here.ts';
import { Folder, type Started, saying, suite } from './command.ts';
import type { Ended } from './in-process.ts';

/** Each takes seconds; one that hangs is not waited for. */
const TIMEOUT = { timeout: 90_000 };

/** A worker in a process of its own. */
interface Worker {
  readonly ended: Promise<Ended>;
  stop(): Promise<Ended>;
  /** Status and body of a path. */
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
  stats(): Promise<Record<string, unknown>>;
}

const test = base.extend('work', ({ task: _ }, { onCleanup }) => {
  const started: Started[] = [];
  onCleanup(() => {
    for (const { process } of started) process.kill('SIGKILL');
  });
  return async (...args: readonly string[]): Promise<Worker> => {
    const worker = new Folder().start('respond', '--port', '0', ...args);
    started.push(worker);
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      worker.process.stderr!.on('data', (chunk) => {
        said += chunk;
        const [, found] = /Serving (\S+)\/health/.exec(said) ?? [];
        if (found) resolve(found);
      });
      void worker.ended.then(({ stderr }) => reject(new Error(stderr)));
    });
    const get = async (path: string) => {
      const answer = await fetch(url + path);
      return { status: answer.status, text: await answer.text() };
    };
    return {
      ended: worker.ended,
      get,
      async stop() {
        worker.process.kill('SIGTERM');
        return worker.ended;
      },
      stats: async () => JSON.parse((await get('/stats')).text),
    };
  };
});

/** `expect.poll` has to know its test, and these tests run side by side. */
const eventually = (holds: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(holds, { timeout: 20_000, interval: 20 });

const healthy = (worker: Worker, status: number) =>
  eventually(async () => expect((await worker.get('/health')).status).toBe(status));

const figureOf = (text: string, name: string): number | undefined =>
  parseExposition(text).find((sample) => sample.name === name)?.value;

describe.skipIf(!mosquitto)(
  titled('tidemark respond', mosquitto, 'no mosquitto on the PATH'),
  { concurrent: true, ...TIMEOUT },
  () => {
    test('answers, tells of itself, and answers what it has before it ends', async ({
      work,
      onTestFinished,
    }) => {
      const broker = await startBroker({ choice: 'native' });
      onTestFinished(() => broker.stop());
      const worker = await work(
        '--broker',
        broker.url.replace('mqtt:', 'tcp:'),
        '--work',
        'sleep:200ms',
        '--min',
        '5',
        '--max',
        '5',
      );
      await healthy(worker, 200);
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      for (let number = 0; number < 19; number++) asker.ask('req/1', headerOf(number));
      // As mosquitto_rr asks with `-n`.
      asker.client.publish('req/1', '', { properties: { responseTopic: 'resp/me' } });
      await eventually(async () => expect(await worker.stats()).toMatchObject({ requests: 20, busy: 5 }));
      const { code, stdout } = await worker.stop();
      expect(code).toBe(0);
      expect(stdout).toBe(
        '20 requests, 20 replies, 0 dropped at a full queue, 0 without a connection, 0 unanswered at the end.\n',
      );
      await eventually(() => expect(asker.replies).toHaveLength(20));
    });

    test('waits for its broker, is unhealthy while that is away, and subscribes again', async ({
      work,
      onTestFinished,
    }) => {
      const port = await freePort();
      const worker = await work('--broker', `mqtt://127.0.0.1:${port}`, '--connections', '3');
      await healthy(worker, 503);
      const broker = await startBroker({ choice: 'native', port });
      onTestFinished(() => broker.stop());
      await healthy(worker, 200);
      await broker.stop();
      await healthy(worker, 503);
      const again = await startBroker({ choice: 'native', port });
      onTestFinished(() => again.stop());
      await healthy(worker, 200);
      await using asker = await askerAt(again.url, 5, 'resp/me');
      for (let number = 0; number < 30; number++) asker.ask('req/1', headerOf(number));
      await eventually(() => expect(asker.replies).toHaveLength(30));
      const { text } = await worker.get('/metrics');
      expect(figureOf(text, 'tidemark_respond_replies_total')).toBe(30);
      expect(figureOf(text, 'tidemark_respond_connections_lost_total')).toBe(3);
      expect(figureOf(text, 'tidemark_respond_work_seconds_count')).toBe(30);
      expect(await worker.stats()).toMatchObject({ connected: 3, losses: expect.anything() });
      expect((await worker.stop()).code).toBe(0);
    });

    test('one that is killed takes what it had with it; the others answer all that comes after', async ({
      work,
      onTestFinished,
    }) => {
      const broker = await startBroker({ choice: 'native' });
      onTestFinished(() => broker.stop());
      const options = ['--broker', broker.url, '--connections', '2'];
      const killed = new Folder().start('respond', '--port', '0', '--work', 'sleep:10s', ...options);
      await saying(killed.process.stderr, 'Answering');
      const other = await work(...options);
      await healthy(other, 200);
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      for (let number = 0; number < 40; number++) asker.ask('req/1', headerOf(number));
      await eventually(() => expect(asker.replies).toHaveLength(20));
      killed.process.kill('SIGKILL');
      await killed.ended;
      await sleep(200);
      for (let number = 40; number < 60; number++) asker.ask('req/1', headerOf(number));
      await eventually(() => expect(asker.replies).toHaveLength(40));
    });
  },
);

describe('tidemark respond ends with', { concurrent: true, ...TIMEOUT }, () => {
  const respond = (...args: readonly string[]): Promise<Ended> => new Folder().run('respond', ...args);

  test.for<[string, readonly string[], string]>([
    [
      'more workers at the least than at the most',
      ['--min', '11', '--max', '10'],
      '--min: at most as many workers as --max (10) are required; got 11.',
    ],
    [
      'work of no kind',
      ['--work', 'dream:1ms'],
      "--work (MODE): 'none', 'sleep 5ms' or 'cpu 1ms' is required; got 'dream:1ms'.",
    ],
    ['a filter that is none', ['--filter', 'a#'], '--filter (MQTT_SUB): a topic filter is required'],
    [
      'a broker of another kind',
      ['--broker', 'http://127.0.0.1'],
      '--broker (MQTT_BROKER): the URL of a broker is required',
    ],
  ])('129 for %s', async ([, args, message]) => {
    const { code, stderr } = await respond(...args);
    expect(stderr).toContain(`tidemark: ${message}`);
    expect(code).toBe(129);
  });

  test('129 for a port in use', async ({ onTestFinished }) => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await respond('--port', String(port));
    expect(stderr).toBe(
      `tidemark: --port: a free port is required; another program listens on 127.0.0.1:${port}. Name another port.\n`,
    );
    expect(code).toBe(129);
  });

  test('125 at a broker that has no shared subscriptions', async ({ onTestFinished }) => {
    const properties = { sharedSubscriptionAvailable: false };
    const connack = generate(
      { cmd: 'connack', reasonCode: 0, sessionPresent: false, properties },
      { protocolVersion: 5 },
    );
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(connack));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await respond('--port', '0', '--broker', `mqtt://127.0.0.1:${port}`);
    expect(stderr).toContain(
      'the broker has no shared subscriptions, the plan subscribes to $share/workers/req/+',
    );
    expect(stderr).toContain('use a filter without $share');
    expect(code).toBe(125);
  });

  test('0 when it is told to stop before there is a broker', async () => {
    const port = await freePort();
    const worker = new Folder().start('respond', '--port', '0', '--broker', `mqtt://127.0.0.1:${port}`);
    await saying(worker.process.stderr, 'Waiting for');
    worker.process.kill('SIGTERM');
    expect((await worker.ended).code).toBe(0);
  });
});

test('tidemark run --metrics tells of the load while it goes on, and of its end until that is scraped', async () => {
  const port = await freePort();
  const folder = new Folder({ 'small.slo.ts': suite("{ lost: '= 0' }").replace("'500ms'", "'3s'") });
  const run = folder.start('run', '--metrics', String(port), 'small.slo.ts');
  await saying(run.process.stderr, `Serving http://127.0.0.1:${port}/metrics`);
  const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  await expect
    .poll(async () => figureOf(await metrics(), 'tidemark_sent_total'), { timeout: 60_000 })
    .toBeGreaterThan(0);
  await saying(run.process.stderr, 'Serving the last figures');
  const text = await metrics();
  expect(figureOf(text, 'tidemark_sent_total')).toBe(300);
  expect(figureOf(text, 'tidemark_received_total')).toBe(300);
  expect(figureOf(text, 'tidemark_ended')).toBe(1);
  expect((await run.ended).code).toBe(0);
});
