/** A load that goes to several brokers, from addresses that the user names. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { describe, expect } from 'vitest';
import { conduct } from '../../../load/fleet/conductor.ts';
import { MQTT } from '../../../load/mqtt/kind.ts';
import { readPlan } from '../../../load/mqtt/plan-input.ts';
import { group, measure, test } from './measure.ts';

const listening = async (server: Server): Promise<AddressInfo> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address() as AddressInfo;
};

const times = { measure: '1s', drain: '500ms' } as const;

describe.concurrent('several destinations', () => {
  test('get the same share of each group, and each its own messages', async ({ start }) => {
    const brokers = await Promise.all([start(), start(), start()]);
    const publish = { topic: 'to/{destination}/{client}', payload: '64B', qos: 1, every: '200ms' } as const;
    const result = await measure(
      brokers,
      {
        groups: {
          devices: { clients: 30, publish },
          recorders: { clients: 3, subscribe: { filter: 'to/{destination}/+', qos: 1 } },
        },
        ...times,
      },
      { agents: 2 },
    );
    expect(result.ledger).toMatchObject({ sent: 150, received: 150, owed: 150, lost: 0 });
    expect(result.targetFaults).toEqual([]);
    const records = await Promise.all(brokers.map((broker) => broker.record()));
    // 10 devices and a recorder of the load; besides, the checks before it and after it.
    for (const { published, delivered } of records) expect([published, delivered]).toEqual([50, 50]);
  });

  test('of which one is dead: its clients have failed, by its address, and the others have not', async ({
    start,
  }) => {
    const brokers = await Promise.all([start(), start(), start()]);
    const dead = brokers[1]!;
    await dead.stop();
    const result = await measure(brokers, { groups: { devices: { clients: 30 } }, ...times }, { agents: 2 });
    expect(group(result, 'devices').connect).toMatchObject({
      attempted: 30,
      succeeded: 20,
      failedBy: { [`connection refused (127.0.0.1:${dead.port})`]: 10 },
    });
    expect(result.targetDown).toBe(`127.0.0.1:${dead.port}: connection refused`);
  });

  test('of which none answers are no load', async ({ start }) => {
    const brokers = await Promise.all([start(), start()]);
    for (const broker of brokers) await broker.stop();
    const result = await conduct(MQTT, readPlan({ groups: { devices: { clients: 2 } }, ...times }, brokers));
    expect(result).toMatchObject({ status: 'invalid', cause: 'target-never-came-up' });
  });
});

describe.runIf(process.platform === 'linux').concurrent('source addresses', () => {
  test('are those that the user names, in turn', async ({ start }) => {
    const broker = await start();
    const seen = new Map<string, number>();
    const proxy = createServer((socket) => {
      const from = socket.remoteAddress!;
      seen.set(from, (seen.get(from) ?? 0) + 1);
      socket.on('error', () => {});
      socket
        .pipe(connect(broker.port))
        .on('error', () => {})
        .pipe(socket);
    });
    const { port } = await listening(proxy);
    const connectFrom = { from: ['127.9.9.0/30', '127.9.8.1'] };
    const result = await measure(
      { url: `mqtt://127.0.0.1:${port}`, host: '127.0.0.1', port },
      { groups: { devices: { clients: 30, connect: connectFrom } }, ...times },
      { agents: 2 },
    );
    proxy.close();
    expect(group(result, 'devices').connect).toMatchObject({ succeeded: 30 });
    expect(Object.fromEntries(seen)).toMatchObject({ '127.9.9.1': 10, '127.9.9.2': 10, '127.9.8.1': 10 });
  });

  test.for([
    ['192.0.2.77', /^source addresses: addresses of this machine are required; got 192\.0\.2\.77\. Give it/],
    [
      'no-such-interface',
      /^source addresses: an interface of this machine is required; got 'no-such-interface'/,
    ],
  ] as const)(
    'that this machine does not have, like %s, are refused before the load',
    async ([from, reason], { start }) => {
      const plan = readPlan(
        { groups: { devices: { clients: 2, connect: { from } } }, ...times },
        await start(),
      );
      expect(await conduct(MQTT, plan)).toMatchObject({
        status: 'invalid',
        cause: 'preflight',
        reason: expect.stringMatching(reason),
      });
    },
  );
});
