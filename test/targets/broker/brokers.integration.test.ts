import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import { it as base, describe, expect, vi } from 'vitest';
import type { Broker, BrokerOptions } from '../../../targets/broker/broker.ts';
import { knock } from '../../../targets/broker/ready.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { processStart } from '../../../targets/process-start.ts';
import { docker, mosquitto, titled } from '../../parts-here.ts';
import { containerOf } from '../container-of.ts';

/** Sooner on an idle machine. */
const WITHIN_MS = 10_000;

type Start = (options: BrokerOptions) => Promise<Broker>;

/** `start` starts a broker for as long as the test lasts. */
const it = base.extend('start', ({ task: _ }, { onCleanup }): Start => {
  const running: Broker[] = [];
  onCleanup(async () => {
    await Promise.all(running.map((broker) => broker.stop()));
  });
  return async (options) => {
    const broker = await startBroker(options);
    running.push(broker);
    return broker;
  };
});

/** A message goes through it, and `$SYS` comes to read as expected: a retained reading may come after a newer one. */
async function exchange(
  broker: Broker,
  expected: (counters: ReadonlyMap<string, string>) => void = () => {},
): Promise<void> {
  const client = await connectAsync(broker.url, { reconnectPeriod: 0 });
  const counters = new Map<string, string>();
  const received = new Promise<string>((resolve) => {
    client.on('message', (topic, payload) => {
      if (topic === 'greeting') resolve(payload.toString());
      else counters.set(topic.replace('$SYS/broker/', ''), payload.toString());
    });
  });
  await client.subscribeAsync(['greeting', '$SYS/broker/#'], { qos: 1 });
  await client.publishAsync('greeting', 'hello', { qos: 1 });
  expect(await received).toBe('hello');
  await vi.waitFor(() => {
    expect(counters.get('publish/messages/received')).toBe('1');
    expected(counters);
  }, WITHIN_MS);
  await client.endAsync();
}

/** What every kind that is started here must do. */
async function serves(start: Start, options: BrokerOptions): Promise<Broker> {
  const broker = await start(options);
  expect(broker.url).toBe(`mqtt://${broker.host}:${broker.port}`);
  expect(processStart(broker.pid ?? 0)).not.toBeNull();
  await exchange(broker, (counters) => {
    expect(counters.get('version')).toContain(broker.version);
    expect(Number(counters.get('clients/connected'))).toBeGreaterThanOrEqual(1);
    expect(Number(counters.get('bytes/received'))).toBeGreaterThan(0);
    expect(Number(counters.get('messages/received'))).toBeGreaterThanOrEqual(3);
    expect(counters.has('publish/messages/dropped')).toBe(true);
    expect(Number(counters.get('heap/current'))).toBeGreaterThan(0);
  });
  expect(await broker.log()).toContain(String(broker.version));
  return broker;
}

async function stopsForGood(broker: Broker): Promise<void> {
  await broker.stop();
  await broker.stop();
  expect(await knock({ host: broker.host, port: broker.port }, 500)).toMatchObject({ answered: false });
  await vi.waitFor(() => expect(processStart(broker.pid ?? 0)).toBeNull(), WITHIN_MS);
}

describe.concurrent('the embedded broker', () => {
  it('serves, counts under the names of mosquitto and stops', async ({ start }) => {
    const broker = await serves(start, { choice: 'embedded' });
    expect(broker.label).toMatch(/^aedes \d+\.\d+\.\d+ \(embedded\)$/);
    await stopsForGood(broker);
  });

  it('counts what it received and forwarded, and leaves out what it says of itself', async ({ start }) => {
    const broker = await start({ choice: 'embedded' });
    await exchange(broker, (counters) => {
      expect(counters.get('publish/bytes/received')).toBe('5');
      expect(counters.get('publish/messages/sent')).toBe('1');
    });
  });

  it('gives a message to one member of a shared subscription in turn, and to everybody else', async ({
    start,
  }) => {
    const { url } = await start({ choice: 'embedded' });
    const came = (client: MqttClient): string[] => {
      const texts: string[] = [];
      client.on('message', (_topic, payload) => texts.push(payload.toString()));
      return texts;
    };
    const [first, second, alone] = await Promise.all([
      connectAsync(url),
      connectAsync(url),
      connectAsync(url),
    ]);
    const [ofFirst, ofSecond, ofAlone] = [came(first), came(second), came(alone)];
    await first.subscribeAsync('$share/workers/jobs/#', { qos: 1 });
    await second.subscribeAsync('$share/workers/jobs/#', { qos: 1 });
    await alone.subscribeAsync('jobs/+', { qos: 1 });
    for (let job = 0; job < 10; job++) await alone.publishAsync('jobs/a', String(job), { qos: 1 });
    await vi.waitFor(() => expect(ofAlone).toHaveLength(10), WITHIN_MS);
    await vi.waitFor(() => expect([...ofFirst, ...ofSecond].sort()).toEqual(ofAlone), WITHIN_MS);
    expect(ofFirst).toHaveLength(5);
    // Who is left gets what the one who left would have got.
    await first.endAsync();
    await vi.waitFor(async () => {
      await alone.publishAsync('jobs/a', 'last', { qos: 1 });
      expect(ofSecond.slice(-2)).toEqual(['last', 'last']);
    }, WITHIN_MS);
    await Promise.all([second.endAsync(), alone.endAsync()]);
  });
});

describe.skipIf(!mosquitto)(
  titled('native mosquitto', mosquitto, 'mosquitto is not installed'),
  { concurrent: true },
  () => {
    it('serves and stops', async ({ start }) => {
      const broker = await serves(start, { choice: 'native' });
      expect(broker.label).toBe(`mosquitto ${broker.version} (native)`);
      await stopsForGood(broker);
    });

    it('two run beside each other', async ({ start }) => {
      const [one, other] = await Promise.all([start({ choice: 'native' }), start({ choice: 'native' })]);
      expect(one.port).not.toBe(other.port);
      await stopsForGood(one);
      await exchange(other);
    });

    it('its log is there after somebody killed it', async ({ start }) => {
      const broker = await start({ choice: 'native' });
      process.kill(broker.pid ?? 0, 'SIGKILL');
      await vi.waitFor(() => expect(processStart(broker.pid ?? 0)).toBeNull(), WITHIN_MS);
      expect(await broker.log()).toContain('running');
    });

    it('a command serves at the port it is given, as the process that is observed, and is stopped', async ({
      start,
    }) => {
      const broker = await serves(start, {
        choice: 'exec:PATH=$PATH:/usr/sbin mosquitto -p $PORT -c test/targets/broker/sys.conf',
      });
      expect(readFileSync(`/proc/${broker.pid}/comm`, 'utf8').trim()).toBe('mosquitto');
      await stopsForGood(broker);
    });

    it('a running broker is found by its URL, and survives stop', async ({ start }) => {
      const native = await start({ choice: 'native' });
      const external = await start({ choice: `mqtt://ann:s3cret@127.0.0.1:${native.port}` });
      expect(external).toMatchObject({ kind: 'external', pid: null, version: native.version });
      expect(external.label).not.toContain('s3cret');
      await external.stop();
      await exchange(native);
    });
  },
);

describe.skipIf(!docker)(
  titled('a container', docker, 'no Docker engine answers'),
  { concurrent: true },
  () => {
    it('serves and stops', async ({ start }) => {
      const broker = await serves(start, { choice: 'container' });
      expect(broker.label).toBe(`mosquitto ${broker.version} (container)`);
      expect(broker.image).toMatch(/^sha256:[0-9a-f]{64}$/);
      await stopsForGood(broker);
    });

    it('keeps to its quota', async ({ start }) => {
      const broker = await start({ choice: 'container', quota: { cpus: 0.5, memoryBytes: 64 * 2 ** 20 } });
      expect(broker.quota).toBe('0.5 CPU, 64 MiB');
      const limits = inspect(containerOf(broker), '{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}');
      expect(limits).toBe(`500000000 ${64 * 2 ** 20}`);
    });

    it('on the host network serves at a free port without a mapped one', async ({ start }) => {
      const broker = await serves(start, { choice: 'container', hostNetwork: true });
      expect(broker.port).not.toBe(1883);
      const client = connectTcp({ host: broker.host, port: broker.port, localAddress: '127.1.2.3' });
      await vi.waitFor(
        async () => expect(await broker.log()).toContain('New connection from 127.1.2.3'),
        WITHIN_MS,
      );
      client.destroy();
    });

    it('its log is there after somebody killed it', async ({ start }) => {
      const broker = await start({ choice: 'container' });
      execFileSync('docker', ['kill', containerOf(broker)], { stdio: 'ignore' });
      expect(await broker.log()).toContain('running');
    });

    it('an image that cannot be had is named', async ({ start }) => {
      const refused = start({ choice: 'container:tidemark.invalid/no-such-mosquitto:1' });
      await expect(refused).rejects.toThrow(/no-such-mosquitto:1.*next step: /s);
    });
  },
);

function inspect(container: string, format: string): string {
  return execFileSync('docker', ['inspect', '--format', format, container], { encoding: 'utf8' }).trim();
}
