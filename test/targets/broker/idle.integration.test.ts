import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Broker } from '../../../targets/broker/broker.ts';
import { startRevivable } from '../../../targets/broker/revivable.ts';
import { startBroker } from '../../../targets/broker/start.ts';

let broker: Broker;
beforeAll(async () => {
  broker = await startRevivable(() => startBroker({ choice: 'embedded' }));
});
afterAll(() => broker.stop());

const crowd = () => Promise.all([1, 2, 3].map(() => mqtt.connectAsync(broker.url, { reconnectPeriod: 0 })));

test('a broker is idle when its clients are gone, and not before', async () => {
  const clients = await crowd();
  // Its figures are as old as its last tick.
  await sleep(2500);
  expect(await broker.untilIdle?.(1500)).toBe(false);
  await Promise.all(clients.map((client) => client.endAsync()));
  expect(await broker.untilIdle?.(10_000)).toBe(true);
});

test('a broker that died says so, and is started again behind the same object', async () => {
  const { pid } = broker;
  expect(broker.died?.()).toBe(false);
  process.kill(pid ?? Number.NaN, 'SIGKILL');
  await expect.poll(() => broker.died?.()).toBe(true);
  expect(await broker.untilIdle?.(300)).toBe(false);
  await broker.revive?.();
  expect(broker.died?.()).toBe(false);
  expect(broker.pid).not.toBe(pid);
  const [client] = await crowd();
  expect(client?.connected).toBe(true);
});
