import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { test as base, describe, expect, vi } from 'vitest';
import type { Broker, BrokerOptions } from '../../../targets/broker/broker.ts';
import { startRevivable } from '../../../targets/broker/revivable.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { docker, mosquitto } from '../../parts-here.ts';

/** `start` starts a broker that can be started again, for as long as the test lasts. */
const test = base.extend('start', ({ task: _ }, { onCleanup }) => {
  const running: Broker[] = [];
  onCleanup(async () => {
    await Promise.all(running.map((broker) => broker.stop()));
  });
  return async (options: BrokerOptions): Promise<Broker> => {
    const broker = await startRevivable((port) =>
      startBroker({ ...options, ...(port !== undefined && { port }) }),
    );
    running.push(broker);
    return broker;
  };
});

/** `came`: the texts it got so far. */
async function connected(broker: Broker, options: IClientOptions = {}) {
  const client = mqtt.connect(broker.url, { reconnectPeriod: 0, ...options });
  const came: string[] = [];
  client.on('message', (_topic, payload) => came.push(payload.toString()));
  const kept = await new Promise<boolean>((resolve, reject) => {
    client.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    client.once('error', reject);
  });
  return { client, came, kept };
}

const device = { clientId: 'device', clean: false };
const publish = (client: MqttClient, text: string) => client.publishAsync('commands', text, { qos: 1 });
const mosquittos = [...(mosquitto ? ['native'] : []), ...(docker ? ['container'] : [])];
const kinds = ['embedded', ...mosquittos];

describe.concurrent.each(mosquittos)('%s and persistence', (choice) => {
  test('with it a session and what waits in it are there after each restart', async ({ start }) => {
    const broker = await start({ choice, persistence: true });
    expect(broker.persistent).toBe(true);
    const first = await connected(broker, device);
    expect(first.kept).toBe(false);
    await first.client.subscribeAsync('commands', { qos: 1 });
    await first.client.endAsync();
    for (const text of ['one', 'two']) {
      const backend = await connected(broker);
      await publish(backend.client, text);
      await backend.client.endAsync(true);
      await broker.revive!();
      expect(broker.persistent).toBe(true);
      const { client, came, kept } = await connected(broker, device);
      expect(kept).toBe(true);
      await vi.waitFor(() => expect(came).toEqual([text]), 5000);
      await client.endAsync();
    }
  });
});

test('without persistence a session is gone after a restart', async ({ start, skip }) => {
  if (!mosquitto) skip('mosquitto is not installed');
  const broker = await start({ choice: 'native' });
  expect(broker.persistent).toBeUndefined();
  await (await connected(broker, device)).client.endAsync();
  await broker.revive!();
  const { client, kept } = await connected(broker, device);
  expect(kept).toBe(false);
  await client.endAsync();
});

test("persistence goes before what a user's configuration says of it", async ({ start, skip }) => {
  if (!mosquitto) skip('mosquitto is not installed');
  const configurationFile = 'test/targets/broker/forgetful.conf';
  const broker = await start({ choice: 'native', persistence: true, configurationFile });
  await (await connected(broker, device)).client.endAsync();
  await broker.revive!();
  const { client, kept } = await connected(broker, device);
  expect(kept).toBe(true);
  await client.endAsync();
});

test("where it is asked for 'where possible', a broker without it starts and says so", async ({ start }) => {
  const broker = await start({ choice: 'embedded', persistence: 'where possible' });
  expect(broker.persistent).toBeUndefined();
});

test.concurrent.for(kinds)(
  '%s: clients trust a broker by TLS that is started again',
  async (choice, { start }) => {
    const broker = await start({ choice, transport: 'tls' });
    const { ca } = broker.tls!;
    await broker.revive!();
    const { client } = await connected(broker, { ca: ca! });
    expect(client.connected).toBe(true);
    await client.endAsync();
  },
);
