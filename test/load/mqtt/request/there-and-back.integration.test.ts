/** Requests and replies of one load through a real broker: those who ask and those who answer are both ours. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { MqttGroupInput, MqttPlanInput } from '../../../../load/mqtt/plan-input.ts';
import type { Broker } from '../../../../targets/broker/broker.ts';
import { startBroker } from '../../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../../parts-here.ts';
import { test as base, group, measure } from '../measure.ts';

const test = base.extend('broker', async ({ task: _ }, { onCleanup }): Promise<Broker> => {
  const broker = await startBroker({ choice: 'native', noDelay: true });
  onCleanup(() => broker.stop());
  return broker;
});

/** 50 clients over 4 connections, and 3 connections that answer. */
function load(
  { qos = 0, connect }: { readonly qos?: 0 | 1 | 2; readonly connect: MqttGroupInput['connect'] },
  phases: Omit<MqttPlanInput, 'groups'>,
): MqttPlanInput {
  return {
    groups: {
      workers: { clients: 3, connect, respond: { filter: '$share/workers/req/+', qos } },
      askers: {
        clients: 50,
        connections: 4,
        connect,
        request: { topic: 'req/{shard:16}', timeout: '1s', qos, every: '100ms' },
      },
    },
    ...phases,
  };
}

describe.skipIf(!mosquitto)(
  titled('requests and replies of one load', mosquitto, 'no mosquitto on the PATH'),
  { concurrent: true },
  () => {
    test.for([
      [1, '3.1.1'],
      [2, '3.1.1'],
      [1, '5'],
      [2, '5'],
    ] as const)('with QoS %i and MQTT %s each have their way', async ([qos, protocol], { broker }) => {
      const asked = load({ qos, connect: { protocol } }, { measure: '1s', drain: '4s' });
      const result = await measure(broker, asked, { agents: 2 });
      const { counts, requests } = group(result, 'askers');
      expect(counts).toMatchObject({ offered: 500, sent: 500, acknowledged: 500 });
      const { matched, late, timedOut } = requests!;
      expect(matched + late + timedOut).toBe(500);
      expect(requests).toMatchObject({ refused: 0, open: 0, duplicated: 0, unknown: 0, foreign: 0 });
      // A probe that came before a worker was there is nobody's.
      const { probes, requests: came, replies, received } = result.ledger.ways!;
      expect(came).toBeGreaterThan(500);
      expect(came).toBeLessThanOrEqual(500 + probes);
      expect([replies, received]).toEqual([came, came]);
      expect(result.targetFaults).toEqual([]);
    });

    test('go on after the broker was started again: both sides subscribe anew, and what was lost is counted', async ({
      broker,
      onTestFinished,
    }) => {
      const again = Promise.withResolvers<Broker>();
      onTestFinished(async () => (await again.promise).stop());
      const restart = async (): Promise<Broker> => {
        await sleep(500);
        await broker.stop();
        return startBroker({ choice: 'native', port: broker.port, noDelay: true });
      };
      const connect = { protocol: '5', reconnect: { after: '50ms', atMost: '100ms' } } as const;
      const asked = load(
        { connect },
        { measure: '4s', drain: '2s', windows: { during: ['0s', '3s'], after: ['3s', '4s'] } },
      );
      const result = await measure(broker, asked, {}, { onMeasureStart: () => again.resolve(restart()) });
      const { counts, requests, returns } = group(result, 'askers');
      expect(returns).toMatchObject({ lost: 4, returned: 4, kept: 0 });
      expect(group(result, 'workers').returns).toMatchObject({ lost: 3, returned: 3 });
      const { matched, late, timedOut } = requests!;
      expect(matched + late + timedOut).toBe(counts.sent);
      expect(counts.offered).toBe(counts.sent + counts.unsentByTarget + counts.unsentByGenerator);
      expect(matched).toBeLessThan(counts.offered);
      // The replies of a connection that did not subscribe again would never come.
      const after = group(result, 'askers', 'after');
      expect(after.requests!.matched).toBeGreaterThan(0.9 * after.counts.offered);
      // A connection on which the broker had not read everything is reset.
      expect(result.targetFaults.join()).toMatch(/askers: the broker (closed|reset) [1-4] connection/);
    });
  },
);
