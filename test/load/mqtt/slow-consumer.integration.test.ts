import { connectAsync } from 'mqtt';
import { describe, expect } from 'vitest';
import type { MqttPlanInput } from '../../../load/mqtt/plan-input.ts';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../parts-here.ts';
import { group, measure, test } from './measure.ts';

const load = (
  publish: {
    readonly qos: 0 | 1;
    readonly payload?: `${number}kB`;
    readonly rate?: `${number}/s`;
  },
  readRate: `${number}/s` = '20/s',
): MqttPlanInput => ({
  groups: {
    devices: { clients: 10, publish: { topic: 'd/{client}', payload: '100B', rate: '200/s', ...publish } },
    fast: { clients: 1, subscribe: { filter: 'd/+', qos: publish.qos } },
    slow: { clients: 2, subscribe: { filter: 'd/+', qos: publish.qos, readRate } },
  },
  measure: '2s',
  drain: '1500ms',
});

/** Each of two clients takes 20 a second for 3.5 s, and a tenth of a second's more; a busy machine lets them take less. */
const MOST_TAKEN = 2 * 20 * 3.6 + 2;
const LEAST_TAKEN = 40;

describe.concurrent('a slow consumer', () => {
  test.for(['tcp', 'tls', 'ws', 'wss'] as const)(
    'takes as many messages a second as it is to over %s, and a fast one beside it takes all',
    async (transport, { onTestFinished }) => {
      const broker = await startBroker({ choice: 'embedded', transport });
      onTestFinished(() => broker.stop());
      const result = await measure(broker, load({ qos: 1 }));
      const { fast, slow } = { fast: group(result, 'fast').counts, slow: group(result, 'slow').counts };
      expect(fast).toMatchObject({ owed: 400, received: 400, lost: 0 });
      expect(fast).not.toHaveProperty('unread');
      expect(result.ledger.unread! + slow.received + slow.lost).toBe(800);
      expect(result.ledger).toMatchObject({ owed: 1200, lost: 0, reordered: 0, duplicated: 0 });
      expect(slow.received).toBeLessThanOrEqual(MOST_TAKEN);
      expect(slow.received).toBeGreaterThan(LEAST_TAKEN);
      expect(result.targetFaults).toEqual([]);
    },
  );

  test('that reads fast enough takes all', async ({ start }) => {
    const result = await measure(await start(), load({ qos: 1 }, '5000/s'));
    expect(result.ledger).toMatchObject({ owed: 1200, received: 1200, lost: 0, unread: 0 });
  });

  test('takes a message that is larger than what it reads at once', async ({ onTestFinished }) => {
    const broker = await startBroker({ choice: 'embedded' });
    onTestFinished(() => broker.stop());
    const result = await measure(broker, load({ qos: 0, payload: '100kB', rate: '20/s' }, '100/s'));
    expect(result.ledger).toMatchObject({ owed: 120, received: 120, lost: 0, unread: 0 });
  });
});

describe.skipIf(!mosquitto)(titled('a slow consumer of mosquitto', mosquitto, 'not on the PATH'), () => {
  test('leaves large messages in its socket, so that the broker drops what its queue does not hold', async ({
    onTestFinished,
  }) => {
    const broker = await startBroker({ choice: 'native' });
    onTestFinished(() => broker.stop());
    const watcher = await connectAsync(broker.url);
    onTestFinished(() => watcher.endAsync());
    let dropped = 0;
    watcher.on('message', (_, payload) => {
      dropped = Number(payload);
    });
    await watcher.subscribeAsync('$SYS/broker/publish/messages/dropped');
    const { ledger } = await measure(broker, load({ qos: 0, payload: '20kB', rate: '1000/s' }, '10/s'));
    const { owed, received, lost, unread = 0 } = ledger;
    expect(owed).toBe(6000);
    expect(received + lost + unread).toBe(6000);
    await expect.poll(() => dropped, { timeout: 5000 }).toBeGreaterThan(500);
    expect(dropped).toBeLessThanOrEqual(lost + unread);
  });
});
