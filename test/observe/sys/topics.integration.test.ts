import { statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect } from 'vitest';
import { watchSysTopics } from '../../../observe/sys/topics.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { test } from '../../load/mqtt/measure.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

test('a broker that floods its own counters is no longer watched, and neither memory nor log grows with it', async ({
  start,
  onTestFinished,
}) => {
  const { url } = await start();
  const broker = await mqtt.connectAsync(url);
  onTestFinished(() => broker.endAsync(true));
  const round = () => broker.publish('$SYS/broker/publish/messages/received', '7');
  const rounds = setInterval(round, 300);
  const file = join(temporaryFolder('sys-log-'), 'sys.log');
  const watcher = await watchSysTopics(url, file);
  clearInterval(rounds);
  expect(watcher.notes).toEqual([]);
  const large = Buffer.alloc(1_000_000, 'a');
  for (let i = 0; i < 40 && watcher.notes.length === 0; i++)
    await broker.publishAsync(`$SYS/broker/x${i}`, large, { qos: 1 });
  await expect
    .poll(() => watcher.notes)
    .toEqual([
      expect.stringMatching(
        /^the broker sent \d+ MB of its own counters \(\$SYS\) in \d+ s: they were no longer watched$/,
      ),
    ]);
  expect(await watcher.waitForTick()).toBe(false);
  await watcher.stop();
  expect(statSync(file).size).toBeLessThan(100_000);
});

test('a broker that never answers the subscription is given up after 5 s', async ({ onTestFinished }) => {
  const server = createServer((socket) =>
    socket.once('data', () => socket.write(Buffer.from([0x20, 2, 0, 0]))),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const watching = watchSysTopics(`mqtt://127.0.0.1:${port}`, join(temporaryFolder('sys-log-'), 'sys.log'));
  await expect(watching).rejects.toThrow(
    'the broker publishes no counters of its own ($SYS): it did not answer the subscription within 5 s',
  );
});

test('a broker that ends the connection of the watcher, as one that is started again does, is said to have done so', async () => {
  const broker = await startBroker({ choice: 'embedded' });
  const watcher = await watchSysTopics(broker.url, join(temporaryFolder('sys-log-'), 'sys.log'));
  expect(watcher.notes).toEqual([]);
  await broker.stop();
  await expect
    .poll(() => watcher.notes)
    .toEqual([
      "the broker's counters after the load are not known: the broker closed the connection that watched them ($SYS)",
    ]);
  expect(await watcher.waitForTick()).toBe(false);
  await watcher.stop();
});
