/** Clients that publish in several ways: each message is in the ledger, under the window that they have together. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { group, measure, test } from './measure.ts';

const clientId = '{group}-{client}';
const telemetry = { topic: 'd/{client}/telemetry', payload: '40B', every: '20ms' } as const;
const state = { topic: 'd/{client}/state', payload: '90B', qos: 1, every: '50ms', retain: true } as const;
const times = { measure: '500ms', drain: '1s' } as const;

describe.concurrent('a group with several publications', () => {
  test('is accounted for as a whole, by each subscriber for what it matches', async ({ start }) => {
    const broker = await start();
    const result = await measure(broker, {
      groups: {
        devices: { clients: 6, connect: { clientId }, publish: [telemetry, state] },
        all: { clients: 2, connect: { clientId }, subscribe: { filter: 'd/#', qos: 1 } },
        states: { clients: 1, connect: { clientId }, subscribe: { filter: 'd/+/state' } },
      },
      ...times,
    });
    const { counts } = group(result, 'devices');
    const states = group(result, 'states').counts;
    expect(counts.offered).toBe(6 * (25 + 10));
    expect(counts.sent).toBe(counts.offered);
    expect(states).toMatchObject({ owed: 60, received: 60, lost: 0, duplicated: 0, reordered: 0 });
    expect(counts).toMatchObject({ acknowledged: 60, withAcknowledgement: { offered: 60, sent: 60 } });
    const owed = 2 * counts.sent;
    expect(group(result, 'all').counts).toMatchObject({ owed, received: owed, lost: 0, duplicated: 0 });
    expect(await broker.record()).toMatchObject({ published: counts.sent });
  });

  test('names the client and the topic of what was lost', async ({ start }) => {
    const broker = await start({ over: { publishers: 1, messages: 20 }, drop: 5 });
    const result = await measure(broker, {
      groups: {
        devices: {
          clients: 1,
          connect: { clientId },
          publish: [state, { ...state, topic: 'd/{client}/other' }],
        },
        all: { clients: 1, connect: { clientId }, subscribe: { filter: 'd/#', qos: 1 } },
      },
      ...times,
    });
    expect(result.ledger).toMatchObject({ sent: 20, received: 15, lost: 5, duplicated: 0 });
    for (const { client } of result.ledger.losers) expect(client).toMatch(/^devices-0, d\/0\/(state|other)$/);
  });

  test('keeps to Receive Maximum together, and neither starves', async ({ start }) => {
    const broker = await start({ limits: { receiveMaximum: 3 }, pubackAfterMs: 10 });
    const connect = { clientId, protocol: '5' } as const;
    const closed = { qos: 1, inflight: 2 } as const;
    const result = await measure(broker, {
      groups: {
        devices: {
          clients: 1,
          connect,
          publish: [
            { topic: 'a', qos: 1, every: '5ms' },
            { topic: 'b', qos: 1, every: '5ms' },
          ],
        },
        a: { clients: 1, connect, subscribe: { filter: 'a' } },
        b: { clients: 1, connect, subscribe: { filter: 'b' } },
      },
      ...times,
    });
    expect(await broker.record()).toMatchObject({ mostUnacknowledged: 3 });
    const [a, b] = ['a', 'b'].map((name) => group(result, name).counts.received);
    expect(Math.min(a!, b!)).toBeGreaterThan(Math.max(a!, b!) / 3);
    expect(group(result, 'devices').counts.unsentByGenerator).toBe(0);
    const both = {
      publish: [
        { topic: 'a', ...closed },
        { topic: 'b', ...closed },
      ],
    };
    await expect(
      measure(broker, { groups: { devices: { clients: 1, connect, ...both } }, ...times }),
    ).rejects.toThrow(
      'takes 3 unacknowledged messages of a client (Receive Maximum), the plan keeps 4 in flight',
    );
  });
});

test('any publications, shared out to any number of agents, are all accounted for', async ({ start }) => {
  const broker = await start();
  const publication = fc.record({
    qos: fc.constantFrom(0 as const, 1 as const),
    payload: fc.constantFrom('16B' as const, '100B' as const),
    every: fc.constantFrom('30ms' as const, '100ms' as const),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(publication, { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 2 }),
      async (list, clients, agents) => {
        const publish = list.map((one, i) => ({ ...one, topic: `p/${i}/{client}` }));
        const result = await measure(
          broker,
          {
            groups: {
              devices: { clients, connect: { clientId }, publish },
              all: { clients: 1, connect: { clientId }, subscribe: { filter: 'p/#', qos: 1 } },
            },
            measure: '200ms',
            drain: '1s',
          },
          { agents },
        );
        const { sent } = group(result, 'devices').counts;
        expect(result.ledger).toMatchObject({
          sent,
          owed: sent,
          received: sent,
          lost: 0,
          duplicated: 0,
          foreign: 0,
        });
      },
    ),
    { numRuns: 4 },
  );
});
