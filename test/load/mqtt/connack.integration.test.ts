/** What a broker says in its CONNACK holds for the whole load, whatever the plan wishes. */
import { describe, expect } from 'vitest';
import { group, measure, test } from './measure.ts';

describe.concurrent('a client keeps to its CONNACK', () => {
  test('and has no more messages unacknowledged than Receive Maximum', async ({ start }) => {
    const broker = await start({ limits: { receiveMaximum: 3 }, pubackAfterMs: 30 });
    const result = await measure(broker, {
      groups: {
        devices: {
          clients: 2,
          connect: { protocol: '5' },
          publish: { topic: 't', qos: 1, every: '2ms' },
        },
      },
      measure: '500ms',
      drain: '1s',
    });
    expect(await broker.record()).toMatchObject({ mostUnacknowledged: 3 });
    const { offered, sent, unsentByTarget } = group(result, 'devices').counts;
    expect(sent + unsentByTarget).toBe(offered);
    expect(unsentByTarget).toBeGreaterThan(0);
  });

  test('and pings as often as Server Keep Alive asks for, where the plan asks for none', async ({
    start,
  }) => {
    const broker = await start({ limits: { serverKeepAlive: 1 } });
    await measure(broker, {
      groups: { devices: { clients: 1, connect: { protocol: '5', keepAlive: '0s' } } },
      measure: '2500ms',
    });
    expect((await broker.record()).pings).toBeGreaterThanOrEqual(2);
  });
});
