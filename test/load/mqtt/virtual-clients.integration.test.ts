/** Clients that share connections: schedule, ledger and losses are those of each client. */
import { describe, expect } from 'vitest';
import { group, measure, test } from './measure.ts';

const input = {
  groups: {
    devices: {
      clients: 500,
      connections: 7,
      publish: { topic: 'devices/{client}/state', payload: '40B', qos: 1, every: '500ms' },
    },
    recorder: { clients: 1, subscribe: { filter: 'devices/+/state', qos: 1 } },
  },
  measure: '1s',
  drain: '1s',
} as const;

describe.concurrent('500 virtual clients over 7 connections', () => {
  test('are accounted for like 500 real ones, over two agents as over one', async ({ start }) => {
    const broker = await start();
    const result = await measure(broker, input, { agents: 2 });
    expect(group(result, 'devices').counts).toMatchObject({ offered: 1000, sent: 1000, acknowledged: 1000 });
    expect(group(result, 'recorder').counts).toMatchObject({
      owed: 1000,
      received: 1000,
      lost: 0,
      foreign: 0,
      duplicated: 0,
      reordered: 0,
    });
    expect(group(result, 'devices').connect).toMatchObject({ attempted: 7, succeeded: 7, failed: 0 });
    expect(Math.max(...result.series.groups.devices!.connected)).toBe(7);
    expect(await broker.record()).toMatchObject({ published: 1000 });
  });

  test('have their losses told by client, with the connection it used', async ({ start }) => {
    const broker = await start({ over: { publishers: 7, messages: 70 }, drop: 5 });
    const result = await measure(broker, input);
    expect(result.ledger).toMatchObject({ sent: 1000, received: 995, lost: 5 });
    for (const { client, owed } of result.ledger.losers) {
      const [, index, connection] = /^devices (\d+) \(\w+-devices-(\d)\)$/.exec(client) ?? [];
      expect(Number(index) % 7).toBe(Number(connection));
      expect(owed).toBe(2);
    }
  });

  test('lose the messages of a connection that is closed', async ({ start }) => {
    const broker = await start({ close: { clients: /-devices-3$/, afterMessages: 10 } });
    const result = await measure(broker, input);
    const { offered, sent, unsentByTarget } = group(result, 'devices').counts;
    expect({ offered, unsent: offered - sent }).toEqual({ offered: 1000, unsent: unsentByTarget });
    // 71 clients have this connection, and send twice; some more may be written before the end of it is seen.
    const sentOverIt = 142 - unsentByTarget;
    expect(sentOverIt).toBeGreaterThanOrEqual(10);
    expect(sentOverIt).toBeLessThan(142);
  });
});
