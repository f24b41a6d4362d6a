import { describe, expect } from 'vitest';
import { startBroker } from '../../../targets/broker/start.ts';
import { mosquitto as mosquittoHere, titled } from '../../parts-here.ts';
import { group, measure, test, thousand } from './measure.ts';

// The last five of each client stay clean: a message held back needs a successor.
const amounts = { over: { publishers: 20, messages: 45 }, drop: 7, duplicate: 5, reorder: 3 };

describe.concurrent('every message is accounted for', () => {
  test.for([
    { qos: 1, seed: 1, agents: 1 },
    { qos: 1, seed: 2, agents: 2 },
    { qos: 0, seed: 3, agents: 1 },
    { qos: 0, seed: 4, agents: 2 },
  ] as const)(
    '1,000 sent, 7 dropped, 5 duplicated, 3 reordered reads exactly that (QoS $qos, $agents agents)',
    async ({ qos, seed, agents }, { start }) => {
      const broker = await start({ ...amounts, seed });
      const { devices, recorder } = thousand.groups;
      const groups = { devices: { ...devices, publish: { ...devices.publish, qos } }, recorder };
      const result = await measure(broker, { ...thousand, groups }, { agents });
      const expected = { owed: 1000, received: 998, lost: 7, duplicated: 5, reordered: 3, foreign: 0 };
      expect(result.ledger).toMatchObject({ sent: 1000, acknowledged: qos * 1000, ...expected });
      expect(group(result, 'recorder').counts).toMatchObject(expected);
      expect(group(result, 'devices').counts).toMatchObject({ offered: 1000, sent: 1000 });
      expect(result.targetFaults).toEqual([]);
      const { published, dropped, duplicated, reordered, held } = await broker.record();
      expect({ published, dropped, duplicated, reordered, held }).toEqual({
        published: 1000,
        dropped: 7,
        duplicated: 5,
        reordered: 3,
        held: 0,
      });
    },
  );

  test('members of a shared subscription that get messages in turn share them evenly', async ({ start }) => {
    const { devices, recorder } = thousand.groups;
    const filter = `$share/s/${recorder.subscribe.filter}`;
    const workers = { ...recorder, clients: 4, subscribe: { ...recorder.subscribe, filter } };
    const result = await measure(await start(), { ...thousand, groups: { devices, workers } }, { agents: 2 });
    expect(group(result, 'workers').share).toEqual({
      members: 4,
      least: 250,
      mean: 250,
      median: 250,
      most: 250,
      fairness: 1,
    });
  });

  test('losses are named by client', async ({ start }) => {
    const result = await measure(await start(amounts), thousand);
    const { losers } = result.ledger;
    expect(losers.reduce((sum, { lost }) => sum + lost, 0)).toBe(7);
    expect(losers.map(({ silent }) => silent)).not.toContain(true);
    expect(losers.map(({ lost }) => lost)).toEqual(losers.map(({ lost }) => lost).sort((a, b) => b - a));
  });

  test('a client whose messages all vanish is named, and silent', async ({ start }) => {
    const result = await measure(await start({ silence: /^devices-3$/ }), thousand);
    expect(result.ledger).toMatchObject({ owed: 1000, lost: 50 });
    expect(result.ledger.losers).toEqual([{ client: 'devices-3', owed: 50, lost: 50, silent: true }]);
  });

  test('nothing is lost, doubled or foreign at a broker that is right', async ({ start }) => {
    const result = await measure(await start(), thousand, { agents: 2 });
    const clean = { lost: 0, duplicated: 0, reordered: 0, foreign: 0, losers: [] };
    expect(result.ledger).toMatchObject({ sent: 1000, acknowledged: 1000, received: 1000, ...clean });
  });

  test('unacknowledged messages are counted, and not as lost when they arrive', async ({ start }) => {
    const result = await measure(
      await start({ over: { publishers: 20, messages: 50 }, withholdPuback: 40 }),
      thousand,
    );
    expect(result.ledger).toMatchObject({ sent: 1000, acknowledged: 960, lost: 0 });
  });
});

describe.concurrent('messages of another run are foreign', () => {
  test('and retained ones of an earlier run are counted apart', async ({ start }) => {
    const broker = await start();
    const { devices, recorder } = thousand.groups;
    const retaining = { devices: { ...devices, publish: { ...devices.publish, retain: true } }, recorder };
    const first = await measure(broker, { ...thousand, groups: retaining });
    const second = await measure(broker, thousand);
    expect(first.runTag).not.toBe(second.runTag);
    expect(first.ledger).toMatchObject({ received: 1000, lost: 0, foreign: 0 });
    expect(second.ledger).toMatchObject({ received: 1000, lost: 0, duplicated: 0, foreign: 0, retained: 20 });
  });

  test.skipIf(!mosquittoHere)(
    titled('left-over ones a broker kept for a session that comes back', mosquittoHere, 'no mosquitto'),
    async ({ onTestFinished }) => {
      const mosquitto = await startBroker({ choice: 'native' });
      onTestFinished(() => mosquitto.stop());
      const { devices, recorder } = thousand.groups;
      const connect = { clientId: 'recorder', cleanStart: false };
      const leaving = { devices, recorder: { ...recorder, connect, stopAfter: '500ms' } } as const;
      const first = await measure(mosquitto, { ...thousand, measure: '2s', drain: '300ms', groups: leaving });
      const staying = { devices, recorder: { ...recorder, connect } };
      const second = await measure(mosquitto, { ...thousand, groups: staying });
      expect(first.ledger).toMatchObject({ sent: 2000, owed: 500, lost: 0, foreign: 0 });
      expect(second.ledger.foreign).toBeGreaterThan(500);
      expect(second.ledger).toMatchObject({ received: 1000, lost: 0, duplicated: 0, reordered: 0 });
    },
  );

  test('those of a run that goes on at the same time, without a header or with its own', async ({
    start,
  }) => {
    const broker = await start();
    const { devices } = thousand.groups;
    const publish = { ...devices.publish, payload: '8B' } as const;
    const others = (name: string, sent: { readonly topic: string; readonly payload: '100B' | '8B' }) =>
      measure(broker, {
        ...thousand,
        groups: { [name]: { ...devices, connect: { clientId: `${name}-{client}` }, publish: sent } },
      });
    const began = Promise.withResolvers<void>();
    const [ours, theirs] = await Promise.all([
      measure(broker, { ...thousand, measure: '4s' }, {}, { onMeasureStart: began.resolve }),
      began.promise.then(() => others('others', devices.publish)),
      began.promise.then(() => others('bare', publish)),
    ]);
    expect(theirs.ledger).toMatchObject({ sent: 1000, owed: 0, lost: 0 });
    expect(ours.ledger).toMatchObject({ received: 4000, lost: 0, duplicated: 0 });
    // More than either of them sends.
    expect(ours.ledger.foreign).toBeGreaterThan(1000);
  });
});

describe.concurrent('who is owed what', () => {
  const pace = { payload: '100B', qos: 1, every: '20ms' } as const;
  const devices = { clients: 20, publish: { topic: 'devices/{client}/state', ...pace } };
  const times = { warmup: '500ms', measure: '2s', drain: '500ms' } as const;
  const filter = 'devices/+/state';

  test('a shared subscription over two agents is one subscriber', async ({ start }) => {
    const share = { clients: 3, subscribe: { filter: `$share/workers/${filter}`, qos: 1 } } as const;
    const result = await measure(await start(), { groups: { devices, share }, ...times }, { agents: 2 });
    expect(result.generator.agents).toBe(2);
    const clean = { lost: 0, duplicated: 0, reordered: 0, foreign: 0 };
    expect(result.ledger).toMatchObject({ sent: 2500, owed: 2500, received: 2500, ...clean });
  });

  test('a shared subscription loses exactly what the broker drops', async ({ start }) => {
    const share = { clients: 3, subscribe: { filter: `$share/workers/${filter}`, qos: 1 } } as const;
    const faults = { over: { publishers: 20, messages: 120 }, drop: 11 };
    const result = await measure(
      await start(faults),
      { groups: { devices, share }, ...times },
      { agents: 2 },
    );
    expect(result.ledger).toMatchObject({ owed: 2500, received: 2489, lost: 11, duplicated: 0 });
  });

  test('a group that joins late is owed what is intended after its SUBACK, one that leaves until it left', async ({
    start,
  }) => {
    const subscribe = { filter, qos: 1 } as const;
    const groups = {
      devices,
      always: { clients: 1, subscribe },
      late: { clients: 2, subscribe, startAfter: '1s' },
      early: { clients: 2, subscribe, stopAfter: '1s' },
    } as const;
    const result = await measure(await start(), { groups, ...times, measure: '4s' }, { agents: 2 });
    const owed = (name: string) => group(result, name).counts.owed;
    const clean = { lost: 0, duplicated: 0, reordered: 0, foreign: 0 };
    for (const name of ['always', 'late', 'early']) expect(group(result, name).counts).toMatchObject(clean);
    expect(result.ledger).toMatchObject({ sent: 4500, ...clean });
    expect(owed('always')).toBe(4000);
    // Two members: three of four seconds each, less the time to connect, and one.
    expect(owed('late')).toBeGreaterThan(0);
    expect(owed('late')).toBeLessThanOrEqual(2 * 3000);
    expect(owed('early')).toBe(2 * 1000);
  });

  test('publishers that come and go are offered their own time only', async ({ start }) => {
    const guests = {
      clients: 10,
      publish: { topic: 'guests/{client}', ...pace },
      startAfter: '500ms',
      stopAfter: '3500ms',
    } as const;
    const recorder = { clients: 1, subscribe: { filter: '#', qos: 1 } } as const;
    const result = await measure(await start(), {
      groups: { devices, guests, recorder },
      ...times,
      measure: '4s',
    });
    const { offered, sent, acknowledged } = group(result, 'guests').counts;
    expect(offered).toBeGreaterThan(0);
    expect(offered).toBeLessThanOrEqual(1500);
    expect({ sent, acknowledged }).toEqual({ sent: offered, acknowledged: offered });
    expect(result.ledger).toMatchObject({ sent: 4500 + offered, received: 4500 + offered, lost: 0 });
  });
});
