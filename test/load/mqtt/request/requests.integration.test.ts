/** Requests through a real broker, answered by a program of another kind, that lies in exact amounts. */
import { connectAsync } from 'mqtt';
import { describe, expect } from 'vitest';
import { conduct } from '../../../../load/fleet/conductor.ts';
import { decodeHistogram } from '../../../../load/histogram.ts';
import { MQTT } from '../../../../load/mqtt/kind.ts';
import { readPlan } from '../../../../load/mqtt/plan-input.ts';
import type { Broker } from '../../../../targets/broker/broker.ts';
import { startBroker } from '../../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../../parts-here.ts';
import { test as base, group, measure } from '../measure.ts';
import { lyingResponder } from './lying-responder.ts';

const test = base.extend('broker', async ({ task: _ }, { onCleanup }): Promise<Broker> => {
  const broker = await startBroker({ choice: 'native' });
  onCleanup(() => broker.stop());
  return broker;
});

const protocolOf = { 4: '3.1.1', 5: '5' } as const;

/** 500 requests of 50 clients over 4 connections. */
const asking = (version: 4 | 5) =>
  ({
    groups: {
      askers: {
        clients: 50,
        connections: 4,
        connect: { protocol: protocolOf[version] },
        request: { topic: 'req/{shard:16}', timeout: '2s', every: '100ms' },
      },
    },
    measure: '1s',
    drain: '4s',
  }) as const;

describe.skipIf(!mosquitto)(
  titled('a group that asks', mosquitto, 'no mosquitto on the PATH'),
  { concurrent: true },
  () => {
    test.for([4, 5] as const)(
      'tells exactly what a lying responder did, MQTT %i',
      async (version, { broker }) => {
        // Without correlation data there is none of another request.
        const lies = [
          'drop',
          'late',
          'twice',
          'earlier run',
          'invented',
          ...(version === 5 ? ['mixed'] : []),
        ] as const;
        await using responder = await lyingResponder(broker.url, version, {
          lateMs: 3000,
          lies: lies as never,
        });
        const result = await measure(broker, asking(version), { agents: 2 });
        const { counts, requests, latencies } = group(result, 'askers');
        expect(counts).toMatchObject({ offered: 500, sent: 500 });
        const { told } = responder;
        expect(told).toMatchObject({ drop: 5, late: 5, twice: 5, 'earlier run': 5, invented: 5 });
        const { drop, late, twice, mixed, invented } = told;
        expect(requests).toMatchObject({
          matched: 500 - drop - late - mixed,
          late,
          timedOut: drop + mixed,
          refused: 0,
          open: 0,
          duplicated: twice,
          unknown: mixed + invented,
          foreign: told['earlier run'],
        });
        // 50 clients over 16 topics: two have four clients, and the others three.
        const { shards } = requests!;
        expect(shards!.asked).toEqual(Array.from({ length: 16 }, (_, shard) => (shard < 2 ? 40 : 30)));
        expect(shards!.matched.reduce((sum, one) => sum + one, 0)).toBe(requests!.matched);
        // Each client asked as often as its period says, and nothing else was on the wire.
        expect([...responder.byClient.values()]).toEqual(Array(50).fill(10));
        expect(responder.wrong).toEqual([]);
        const histogram = decodeHistogram(latencies.request!);
        expect(histogram.totalCount).toBe(500);
        const work = decodeHistogram(latencies['reply.work']!);
        expect([work.totalCount, work.getValueAtPercentile(50)]).toEqual([requests!.matched, 2000]);
      },
    );

    test('gets all of its replies beside another run that asks the same responder', async ({ broker }) => {
      await using _ = await lyingResponder(broker.url, 5, { lateMs: 0, lies: [] });
      const results = await Promise.all([measure(broker, asking(5)), measure(broker, asking(5))]);
      for (const result of results)
        expect(group(result, 'askers').requests).toMatchObject({
          matched: 500,
          foreign: 0,
          unknown: 0,
          duplicated: 0,
        });
    });

    test.for([
      ['the correlation data and nothing else', () => ''],
      ['all of the request', (request: Buffer) => request],
    ] as const)(
      'has its replies from a responder of any kind that sends back %s, and claims to know nothing of its queue',
      async ([, payloadOf], { broker, onTestFinished }) => {
        const client = await connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 0 });
        onTestFinished(() => client.endAsync(true));
        client.on('message', (_topic, request, { properties }) => {
          const { responseTopic, correlationData } = properties!;
          client.publish(responseTopic!, payloadOf(request), {
            properties: { correlationData: correlationData! },
          });
        });
        await client.subscribeAsync('req/#');
        const { groups, ...phases } = asking(5);
        const result = await measure(broker, { groups, ...phases, drain: '2s' });
        const { requests, latencies } = group(result, 'askers');
        expect(requests).toMatchObject({ matched: 500, unknown: 0, foreign: 0, duplicated: 0 });
        expect(requests!.responders).toBeUndefined();
        const times = ['reply.queue', 'reply.work', 'reply.broker'] as const;
        expect(times.map((name) => latencies[name])).toEqual([undefined, undefined, undefined]);
        expect(result.targetFaults).toEqual([]);
      },
    );

    test('asks nothing where nobody answers, and says why', async ({ broker }) => {
      const { groups, ...phases } = asking(5);
      const connect = { ...groups.askers.connect, timeout: '1s' } as const;
      const plan = readPlan({ groups: { askers: { ...groups.askers, connect } }, ...phases }, broker);
      const result = await conduct(MQTT, plan);
      expect(result).toMatchObject({
        status: 'invalid',
        reason: expect.stringMatching(
          /^groups\.askers\.request: a responder that answers requests to 'req\/0' is required before anything is asked; none answered within 1 s/,
        ),
      });
    });
  },
);
