import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, test as base, describe, expect } from 'vitest';
import type { RunResult } from '../../load/mqtt/result.ts';
import { observe } from '../../observe/observer.ts';
import { reconcile } from '../../observe/reconcile.ts';
import { sampleQueues } from '../../observe/sockets.ts';
import type { Broker } from '../../targets/broker/broker.ts';
import { startBroker } from '../../targets/broker/start.ts';
import { startFaultBroker } from '../fault-broker/fault-broker.ts';
import { observers, titled } from '../parts-here.ts';

const LACKING = 'no mosquitto, sysstat or ss';

/** A folder of its own, and brokers that end with the test. */
const test = base
  .extend('folder', ({ task: _ }, { onCleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-observe-'));
    onCleanup(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  })
  .extend('start', ({ task: _ }, { onCleanup }) => {
    const brokers: Broker[] = [];
    onCleanup(async () => {
      for (const broker of brokers) await broker.stop();
    });
    return async (choice: string): Promise<Broker> => {
      const broker = await startBroker({ choice });
      brokers.push(broker);
      return broker;
    };
  });

const environment = { ...process.env };

/** A run of that length, as far as observing reads it. */
const run = (startedAtMs: number, measureMs: number, status: 'measured' | 'invalid' = 'measured') =>
  ({
    status,
    startedAt: new Date(startedAtMs).toISOString(),
    plan: { measureMs, groups: [] },
    generator: { pacing: 'timer', perAgent: [], generatorBound: false },
  }) as unknown as RunResult;

/** Publishes from one client to another, QoS 0 and 1 in turn, and counts. */
async function exchange(broker: Broker, messages: number): Promise<number> {
  const connect = () => mqtt.connectAsync(broker.url, { reconnectPeriod: 0 });
  const [publisher, subscriber]: [MqttClient, MqttClient] = [await connect(), await connect()];
  let received = 0;
  subscriber.on('message', () => received++);
  await subscriber.subscribeAsync('devices/#', { qos: 1 });
  for (let i = 0; i < messages; i++) {
    await publisher.publishAsync('devices/1/state', 'x'.repeat(500), { qos: i % 2 === 0 ? 0 : 1 });
  }
  for (let i = 0; i < 100 && received < messages; i++) await sleep(20);
  await publisher.endAsync();
  await subscriber.endAsync();
  return received;
}

describe.skipIf(!observers).each(['native', 'embedded'])(
  titled('a %s broker under observation', observers, LACKING),
  { concurrent: true },
  (choice) => {
    test('counts what the ledger counts, run after run, and is seen with its machine', async ({
      folder,
      start,
    }) => {
      const broker = await start(choice);
      for (const messages of [2000, 501]) {
        const observer = await observe({ target: broker, folder, cell: `cell-${messages}` });
        observer.agents([process.pid]);
        const startedAtMs = Date.now();
        const received = await exchange(broker, messages);
        await sleep(Math.max(0, startedAtMs + 2000 - Date.now()));
        const observation = await observer.finish(run(startedAtMs, 2000));

        expect(observation.missing).toEqual([]);
        expect(observation.broker).toMatchObject({
          version: expect.stringMatching(/^(mosquitto version|aedes) \d/),
          publishReceived: messages,
          publishSent: messages,
          publishDropped: 0,
        });
        const ledger = { sent: messages, acknowledged: 0, received, owed: messages, lost: 0, duplicated: 0 };
        const complete = { ...ledger, reordered: 0, foreign: 0, unowed: 0, losers: [] };
        if (!observation.broker) throw new Error('no figures');
        expect(
          reconcile({ plan: { target: broker, groups: [] }, ledger: complete }, observation.broker),
        ).toEqual([]);

        const { target, agents, system } = observation;
        expect(target?.pid).toBe(broker.pid);
        expect(target?.fromMs).toBeLessThanOrEqual(0);
        expect(target?.idleResidentBytes).toBeGreaterThan(1e6);
        expect(Math.max(...(target?.cpuPercent ?? []))).toBeGreaterThan(0);
        expect(agents.map(({ pid }) => pid)).toEqual([process.pid]);
        expect(agents[0]?.residentBytes.length).toBeGreaterThanOrEqual(2);
        expect(system?.cpuIdlePercent.length).toBeGreaterThanOrEqual(3);
        expect(observation.bottleneck.evidence.length).toBeGreaterThan(0);

        expect(observation.files).toEqual([`cell-${messages}.sar`, `cell-${messages}.sys.log`]);
        const lines = readFileSync(join(folder, `cell-${messages}.sys.log`), 'utf8')
          .trim()
          .split('\n');
        for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \$SYS\/\S+/);
        expect(statSync(join(folder, `cell-${messages}.sar`)).size).toBeGreaterThan(1000);
      }
    });
  },
);

describe.skipIf(!observers)(
  titled('a broker that goes wrong while it is observed', observers, LACKING),
  { concurrent: true },
  () => {
    test('has no counters when it was killed, and does not hold up the end', async ({ folder, start }) => {
      const broker = await start('native');
      const observer = await observe({ target: broker, folder, cell: 'killed' });
      const startedAtMs = Date.now();
      await exchange(broker, 100);
      process.kill(broker.pid!, 'SIGKILL');
      await sleep(1500);
      const beganMs = performance.now();
      const { broker: figures, target, missing } = await observer.finish(run(startedAtMs, 1000));
      expect(performance.now() - beganMs).toBeLessThan(2000);
      expect(figures).toMatchObject({ publishReceived: null, publishSent: null, publishDropped: null });
      expect(missing).toEqual([expect.stringContaining('counters after the load are not known')]);
      expect(target?.cpuPercent.length).toBeLessThanOrEqual(4);
    });

    test('has no counters when it is frozen, and the end comes in bounded time', async ({
      folder,
      start,
    }) => {
      const broker = await start('native');
      const observer = await observe({ target: broker, folder, cell: 'frozen' });
      process.kill(broker.pid!, 'SIGSTOP');
      try {
        const beganMs = performance.now();
        const { broker: figures } = await observer.finish(run(Date.now(), 1000));
        expect(performance.now() - beganMs).toBeLessThan(15_000);
        expect(figures?.publishReceived).toBeNull();
      } finally {
        process.kill(broker.pid!, 'SIGCONT');
      }
    });

    test('is not waited for after a run that measured nothing', async ({ folder, start }) => {
      const broker = await start('native');
      const observer = await observe({ target: broker, folder, cell: 'invalid' });
      process.kill(broker.pid!, 'SIGSTOP');
      try {
        const beganMs = performance.now();
        await observer.finish(run(Date.now(), 1000, 'invalid'));
        expect(performance.now() - beganMs).toBeLessThan(2000);
      } finally {
        process.kill(broker.pid!, 'SIGCONT');
      }
    });
  },
);

test.skipIf(!observers)(
  titled('what cannot be observed is a line each: no $SYS', observers, LACKING),
  { concurrent: true },
  async ({ folder, start }) => {
    const silent = await startFaultBroker({});
    try {
      const broker = await start(silent.url);
      const observer = await observe({ target: broker, folder, cell: 'silent' });
      const observation = await observer.finish(run(Date.now(), 1000));
      expect(observation.broker).toBeNull();
      expect(observation.missing).toEqual([
        'the broker publishes no counters of its own ($SYS), or more seldom than once in a load',
      ]);
      expect(readdirSync(folder)).toEqual(['silent.sar']);
    } finally {
      await silent.stop();
    }
  },
);

test.skipIf(!observers)(
  titled('an observer given up leaves nothing behind', observers, LACKING),
  { concurrent: true },
  async ({ folder, start }) => {
    const broker = await start('native');
    const observer = await observe({ target: broker, folder, cell: 'given-up' });
    await observer[Symbol.asyncDispose]();
    await observer[Symbol.asyncDispose]();
    const size = statSync(join(folder, 'given-up.sar')).size;
    await sleep(1500);
    expect(statSync(join(folder, 'given-up.sar')).size).toBe(size);
  },
);

test.skipIf(!observers)(
  titled('a target that does not read shows in the socket queues', observers, LACKING),
  { concurrent: true },
  async () => {
    const server = createServer((socket) => socket.pause()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { connect } = await import('node:net');
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    const queues = await sampleQueues(port);
    try {
      client.write(Buffer.alloc(32 * 1024 ** 2));
      for (let i = 0; i < 60 && queues.samples.length === 0; i++) await sleep(100);
      const [first] = queues.samples;
      expect((first?.clientSendBytes ?? 0) + (first?.targetReceiveBytes ?? 0)).toBeGreaterThan(256 * 1024);
      expect(first?.clientReceiveBytes).toBe(0);
    } finally {
      queues.stop();
      client.destroy();
      server.close();
    }
  },
);

describe.skipIf(!observers)(titled('a program that is missing', observers, LACKING), () => {
  afterEach(() => {
    process.env.PATH = environment.PATH;
    delete process.env.TIDEMARK_REQUIRE;
    if (environment.TIDEMARK_REQUIRE !== undefined)
      process.env.TIDEMARK_REQUIRE = environment.TIDEMARK_REQUIRE;
  });

  test('is a line each: no sysstat, no ss, and the rest goes on', async ({ folder, start }) => {
    delete process.env.TIDEMARK_REQUIRE;
    const broker = await start('native');
    process.env.PATH = folder;
    const observer = await observe({ target: broker, folder, cell: 'bare' });
    const startedAtMs = Date.now();
    process.env.PATH = environment.PATH;
    await exchange(broker, 100);
    const { system, broker: figures, target, missing } = await observer.finish(run(startedAtMs, 1000));
    expect(missing).toEqual([
      'sysstat is missing: no CPU, disk and network figures; apt-get install sysstat',
      'ss is missing: no socket queues; apt-get install iproute2',
    ]);
    expect(system).toBeNull();
    expect(figures?.publishReceived).toBe(100);
    expect(target?.cpuPercent.length).toBeGreaterThan(0);
  });

  test('is an error when it is sysstat and required', async ({ folder, start }) => {
    const broker = await start('native');
    process.env.PATH = folder;
    process.env.TIDEMARK_REQUIRE = 'docker,sysstat';
    await expect(observe({ target: broker, folder, cell: 'required' })).rejects.toThrow(
      'apt-get install sysstat (required by TIDEMARK_REQUIRE)',
    );
  });
});
