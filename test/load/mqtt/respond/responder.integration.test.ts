import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { ConductOptions } from '../../../../load/fleet/conductor.ts';
import type { MqttGroupInput } from '../../../../load/mqtt/plan-input.ts';
import { readQueueUs, readWorkUs } from '../../../../load/mqtt/request/wire.ts';
import type { RespondResult, RespondSeries } from '../../../../load/mqtt/respond/result.ts';
import type { MeasuredRun } from '../../../../load/mqtt/result.ts';
import type { Broker } from '../../../../targets/broker/broker.ts';
import { startBroker } from '../../../../targets/broker/start.ts';
import { mosquitto, titled } from '../../../parts-here.ts';
import { lineTo } from '../line.ts';
import { test as base, group, measure } from '../measure.ts';
import { type Asker, askerAt, headerOf } from './asking.ts';

const test = base.extend('broker', async ({ task: _ }, { onCleanup }): Promise<Broker> => {
  const broker = await startBroker({ choice: 'native' });
  onCleanup(() => broker.stop());
  return broker;
});

type Respond = NonNullable<MqttGroupInput['respond']>;

/** Three connections that answer, for so long. */
function answering(
  respond: Partial<Respond>,
  {
    measure: measureMs = '2s',
    connect = { protocol: '5' },
  }: { measure?: `${number}s`; connect?: MqttGroupInput['connect'] } = {},
) {
  const workers = { clients: 3, connect, respond: { filter: '$share/workers/req/+', ...respond } };
  return { groups: { workers }, measure: measureMs, drain: '1s' } as const;
}

const respondOf = (result: MeasuredRun): RespondResult => group(result, 'workers').respond!;
const seriesOf = (result: MeasuredRun): RespondSeries => result.series.groups.workers!.respond!;
const asks = (act: () => void): ConductOptions => ({ onMeasureStart: act });

function askMany(asker: Asker, from: number, to: number): void {
  for (let number = from; number < to; number++) asker.ask(`req/${number % 7}`, headerOf(number));
}
const numbers = ({ replies }: Asker): number[] =>
  replies.map(({ payload }) => payload.readUInt32BE(12)).sort((a, b) => a - b);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

describe.skipIf(!mosquitto)(
  titled('a responding group', mosquitto, 'no mosquitto on the PATH'),
  { concurrent: true },
  () => {
    test.for([
      [4, 4],
      [5, 5],
      [4, 5],
    ] as const)(
      'answers each request of MQTT %i once, connected with MQTT %i',
      async ([asking, answeringBy], { broker }) => {
        await using asker = await askerAt(broker.url, asking, 'resp/me');
        const connect = { protocol: answeringBy === 5 ? '5' : '3.1.1' } as const;
        const result = await measure(
          broker,
          answering({ work: 'sleep 5ms', payload: '64B', pool: { min: 2, max: 64 } }, { connect }),
          {},
          asks(() => askMany(asker, 0, 300)),
        );
        expect(numbers(asker)).toEqual(upTo(300));
        for (const { payload, correlation } of asker.replies) {
          const header = headerOf(payload.readUInt32BE(12));
          expect(payload.subarray(0, 16)).toEqual(header);
          expect(payload.length).toBe(64);
          if (asking === 5) expect(correlation).toEqual(header);
          expect(readWorkUs(payload, 0)).toBeGreaterThanOrEqual(5000);
        }
        expect(respondOf(result)).toMatchObject({ requests: 300, replied: 300, dropped: 0, unsent: 0 });
        expect(result.targetFaults).toEqual([]);
      },
    );

    test('has more workers when requests wait, and tells of each decision when and why', async ({
      broker,
    }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      const result = await measure(
        broker,
        answering({ work: 'sleep 20ms', pool: { min: 1, max: 16, settle: '500ms' } }, { measure: '3s' }),
        {},
        asks(() => askMany(asker, 0, 400)),
      );
      expect(numbers(asker)).toEqual(upTo(400));
      const { workers, decisions, replied } = seriesOf(result);
      let before = 1;
      for (const { from, to, cause, atMs } of decisions) {
        expect(from).toBe(before);
        expect(to > from ? ['wait', 'fill'] : ['idle']).toContain(cause);
        expect(atMs).toBeGreaterThan(0);
        before = to;
      }
      expect(decisions.map(({ to }) => to)).toContain(16);
      expect(workers.at(-1)).toBe(1);
      expect(respondOf(result).mostWorkers).toBe(16);
      expect(replied.reduce((sum, count) => sum + count, 0)).toBe(400);
      // With one worker the first ones took 20 ms each; the sum of wait and work is the time that passed.
      const last = asker.replies.at(-1)!.payload;
      expect(readQueueUs(last, 0)).toBeGreaterThan(100_000);
    });

    test('throws away what finds its queue full, and counts it', async ({ broker }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      const result = await measure(
        broker,
        answering({ work: 'sleep 100ms', pool: { min: 1, max: 1, queue: 5 } }),
        {},
        asks(() => askMany(asker, 0, 100)),
      );
      const { requests, replied, dropped } = respondOf(result);
      expect(requests).toBe(100);
      expect(replied + dropped).toBe(100);
      expect(asker.replies).toHaveLength(replied);
      expect(dropped).toBeGreaterThan(50);
      expect(respondOf(result).mostQueued).toBe(5);
      expect(seriesOf(result).dropped.reduce((sum, count) => sum + count, 0)).toBe(dropped);
    });

    test('reads no more while its queue is full, where nothing is to be thrown away', async ({ broker }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      const result = await measure(
        broker,
        answering({ work: 'sleep 5ms', pool: { min: 2, max: 2, queue: 5, onFull: 'wait' } }),
        {},
        asks(() => askMany(asker, 0, 400)),
      );
      expect(numbers(asker)).toEqual(upTo(400));
      expect(respondOf(result)).toMatchObject({ requests: 400, replied: 400, dropped: 0 });
    });

    test('is there again after its connections were cut, with its subscription, and the cut is counted', async ({
      broker,
    }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      await using line = await lineTo(broker);
      const result = await measure(
        line,
        answering({}, { connect: { protocol: '5', reconnect: { after: '50ms' } }, measure: '3s' }),
        {},
        asks(async () => {
          askMany(asker, 0, 50);
          await sleep(500);
          line.cut();
          await sleep(1000);
          askMany(asker, 50, 100);
        }),
      );
      expect(numbers(asker)).toEqual(upTo(100));
      expect(group(result, 'workers').returns).toMatchObject({ lost: 3, returned: 3 });
      expect(result.targetFaults.join()).toContain('workers: the broker closed 3 connections');
    });

    test('says of what it cannot answer why, and answers all others', async ({ broker }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      await using nowhere = await askerAt(broker.url, 5, 'x');
      const { client } = nowhere;
      const long = `resp/${'a'.repeat(400)}`;
      await using far = await askerAt(broker.url, 5, long);
      const result = await measure(
        broker,
        answering({}),
        {},
        asks(() => {
          client.publish('req/1', headerOf(1).subarray(0, 15));
          client.publish('req/1', headerOf(1));
          client.publish('req/1', headerOf(1), { retain: true });
          // A library that checks nothing may send a response topic with a wildcard: here it is in the payload.
          client.publish('req/1', Buffer.concat([headerOf(1), Buffer.from([0, 3, 0x72, 0x2f, 0x2b])]));
          askMany(asker, 0, 3);
          far.ask('req/2', headerOf(7));
        }),
      );
      expect(respondOf(result)).toMatchObject({
        requests: 4,
        replied: 4,
        unanswerable: { 'no reply topic': 3, 'a reply topic with wildcards': 1 },
      });
      expect([numbers(asker), numbers(far), numbers(nowhere)]).toEqual([[0, 1, 2], [7], []]);
    });

    test('answers requests of any program, with any payload: each reply has the correlation data of its request', async ({
      broker,
    }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      const payloads = [
        '',
        'x',
        'fifteen bytes..',
        'sixteen bytes...',
        JSON.stringify({ text: 'a'.repeat(5000) }),
      ];
      const result = await measure(
        broker,
        answering({ payload: '40B' }),
        {},
        asks(() => {
          payloads.forEach((payload, number) => {
            const correlationData = Buffer.from(`request ${number}`);
            asker.client.publish('req/1', payload, {
              properties: { responseTopic: 'resp/me', correlationData },
            });
          });
          asker.client.publish('req/1', 'whose?', { properties: { responseTopic: 'resp/me' } });
        }),
      );
      const replies = asker.replies.map(({ correlation, payload }) => [`${correlation}`, `${payload}`]);
      const begun = (payload: string): string => payload.slice(0, 28).padEnd(40, '.');
      expect(replies.sort()).toEqual([
        ['null', begun('whose?')],
        ...payloads.map((payload, number) => [`request ${number}`, begun(payload)]),
      ]);
      expect(respondOf(result)).toMatchObject({ requests: 6, replied: 6, unanswerable: {} });
    });

    test('gets every request on each connection where its filter is not shared', async ({ broker }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      const result = await measure(
        broker,
        answering({ filter: 'req/+' }),
        {},
        asks(() => askMany(asker, 0, 50)),
      );
      expect(asker.replies).toHaveLength(150);
      expect(respondOf(result)).toMatchObject({ requests: 150, replied: 150 });
    });

    test('shares the requests among its connections, and tells which answered', async ({ broker }) => {
      await using asker = await askerAt(broker.url, 5, 'resp/me');
      const result = await measure(
        broker,
        answering({}),
        {},
        asks(() => askMany(asker, 0, 300)),
      );
      expect(numbers(asker)).toEqual(upTo(300));
      const by = Map.groupBy(asker.replies, ({ payload }) => payload.readUInt32BE(24));
      expect([...by].map(([number, { length }]) => [number, length]).sort()).toEqual([
        [0, 100],
        [1, 100],
        [2, 100],
      ]);
      expect(respondOf(result)).toMatchObject({ requests: 300, replied: 300 });
    });
  },
);

base(
  'a responding group shares the requests of MQTT 3.1.1 at the embedded broker, too',
  async ({ onTestFinished }) => {
    const broker = await startBroker({ choice: 'embedded' });
    onTestFinished(() => broker.stop());
    await using asker = await askerAt(broker.url, 4, 'resp/me');
    const result = await measure(
      broker,
      answering({}, { connect: {} }),
      {},
      asks(() => askMany(asker, 0, 90)),
    );
    expect(numbers(asker)).toEqual(upTo(90));
    expect(respondOf(result)).toMatchObject({ requests: 90, replied: 90 });
  },
);
