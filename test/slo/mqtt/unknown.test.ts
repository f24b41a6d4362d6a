import { describe, expect, test } from 'vitest';
import type { PromiseInput } from '../../../slo/promise.ts';
import { anObservation, devices, type RunShape, recorder } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

const deaf = (counts: object) => ({ subscribes: true, counts });
const unheard: RunShape = { groups: { devices: devices(), r: deaf({ owed: 12_000, lost: 12_000 }) } };

describe('a row without a figure says why, and whose doing it is', () => {
  test.each<[string, RunShape, PromiseInput, 'fail' | 'invalid', RegExp]>([
    [
      'nothing came',
      unheard,
      { 'delivery.p99': '< 1s' },
      'fail',
      /none: 12000 deliveries were expected, none arrived.*: the target left 12,000 without an answer/,
    ],
    [
      'nothing came to be counted',
      unheard,
      { duplicated: '= 0' },
      'fail',
      /12000 deliveries were expected, none arrived/,
    ],
    [
      'nothing was acknowledged',
      { groups: { devices: devices({ counts: { acknowledged: 0 }, latencies: { 'publish.ack': [] } }) } },
      { 'publish.ack.p99': '< 1s' },
      'fail',
      /none: 12000 QoS 1 messages sent, none acknowledged/,
    ],
    [
      'nobody was owed anything',
      { groups: { devices: devices(), r: deaf({}) } },
      { received: '> 0' },
      'invalid',
      /none: no delivery was expected/,
    ],
    [
      'nobody publishes',
      { groups: { recorder: recorder() }, targetFaults: ['broker closed 1 connection'] },
      { 'publish.ack.p99': '< 1s' },
      'invalid',
      /none: nobody publishes/,
    ],
    [
      'nobody publishes what is subscribed to',
      { groups: { r: deaf({ foreign: 20 }) } },
      { lost: '= 0' },
      'invalid',
      /none: no group publishes; messages from others are counted as foreign/,
    ],
    [
      'nobody publishes, of a rate',
      { groups: { recorder: recorder() }, targetFaults: ['broker closed 1 connection'] },
      { 'publish.rate': '> 1/s' },
      'invalid',
      /none: nobody publishes/,
    ],
    [
      'nobody publishes on a schedule',
      { groups: { recorder: recorder() } },
      { 'schedule.lag.p99': '< 1ms' },
      'invalid',
      /none: nobody publishes/,
    ],
    [
      'nothing was sent on a schedule',
      { groups: { devices: { publishes: true } } },
      { 'schedule.lag.p99': '< 1ms' },
      'invalid',
      /none: nothing was sent on a schedule/,
    ],
    [
      'nothing was offered in the window',
      { groups: { devices: { publishes: true } } },
      { sent: '> 0' },
      'invalid',
      /none: nothing was offered in the window/,
    ],
    [
      'deliveries cannot be timed, whatever the target did',
      {
        groups: { devices: devices({ payloadBytes: 15 }), r: deaf({}) },
        targetFaults: ['broker closed 1 connection'],
      },
      { 'delivery.p99': '< 1s' },
      'invalid',
      /carries no header/,
    ],
    [
      'messages of others cannot be told',
      { groups: { devices: devices({ payloadBytes: 15 }), r: deaf({}) } },
      { foreign: '= 0' },
      'invalid',
      /carries no header: deliveries cannot be counted/,
    ],
    [
      'the target kept the clients from sending',
      {
        groups: {
          devices: devices({
            qos: 0,
            counts: { sent: 6000, unsentByTarget: 6000 },
            series: { acknowledged: [] },
          }),
        },
      },
      { drift: '< 2' },
      'fail',
      /: the target kept clients from sending 6,000 of 12,000 messages$/,
    ],
    [
      'the target broke off more than once',
      { groups: { devices: devices() }, targetFaults: ['closed 1', 'refused 2'] },
      { drift: '< 2' },
      'fail',
      /: closed 1; refused 2$/,
    ],
    [
      'nothing was planned, whatever the target did',
      { groups: { r: deaf({}) }, targetFaults: ['closed 1'] },
      { drift: '< 2' },
      'invalid',
      /no answer in the first third/,
    ],
    [
      'clients ran out of files of our own',
      {
        groups: {
          devices: { connect: { succeeded: 0, failed: 100, failedBy: { 'too many open files': 100 } } },
        },
      },
      { 'connect.p50': '< 1s' },
      'invalid',
      /no client connected.*: 100 clients failed on the generator/,
    ],
    [
      'no client came, for a reason nobody knows',
      { groups: { devices: { connect: { attempted: 0, succeeded: 0 } } } },
      { 'connect.p50': '< 1s' },
      'invalid',
      /none: no client connected, required < 1 ?s \(n = 0\)$/,
    ],
  ])('%s', (_, shape, promise, verdict, message) => {
    expect(verdictOf(shape, promise)).toEqual({ verdict, message: expect.stringMatching(message) });
  });
});

describe('answers of publishers and subscribers together', () => {
  /** Of 24,000 acknowledgements and deliveries, `silent` never came; there is no series to tell a drift by. */
  const silent = (acknowledgements: number, deliveries: number): RunShape => ({
    groups: {
      devices: devices({ counts: { acknowledged: 12_000 - acknowledgements } }),
      recorder: recorder({ counts: { received: 12_000 - deliveries, lost: deliveries } }),
    },
  });

  test('that are missing are the doing of the target where more than a tenth of them never came', () => {
    expect(verdictOf(silent(1200, 1201), { drift: '< 2' })).toEqual({
      verdict: 'fail',
      message: expect.stringMatching(/: the target left 2,401 without an answer$/),
    });
    expect(verdictOf(silent(1200, 1200), { drift: '< 2' }).verdict).toBe('invalid');
  });
});

describe('groups unlike each other', () => {
  test('are acknowledged where one of them asks for it', () => {
    const groups = {
      zero: devices({ qos: 0 }),
      one: devices({ counts: { acknowledged: 0 }, latencies: { 'publish.ack': [] } }),
    };
    expect(verdictOf({ groups }, { 'publish.ack.p99': '< 1s' })).toEqual({
      verdict: 'fail',
      message: expect.stringContaining('12000 QoS 1 messages sent, none acknowledged'),
    });
  });

  test('can be told apart where one of them sends a header', () => {
    const small = devices({ payloadBytes: 15 });
    const groups = { small, large: devices({ payloadBytes: 16 }), recorder: recorder() };
    expect(verdictOf({ groups }, { lost: '= 0' }).verdict).toBe('pass');
    expect(verdictOf({ groups: { small, recorder: recorder() } }, { lost: '= 0' }).verdict).toBe('invalid');
  });

  test('are a closed loop where all of them are, and a group that only listens where the publishers are', () => {
    const closed = devices({ inflight: 10 });
    const more = { 'publish.rate': '>= 5000/s' } as const;
    expect(verdictOf({ groups: { closed } }, more).verdict).toBe('fail');
    expect(verdictOf({ groups: { closed, open: devices() } }, more).verdict).toBe('invalid');
    const faster = { 'recorder/delivery.rate': '>= 5000/s' } as const;
    expect(verdictOf({ groups: { closed, recorder: recorder() } }, faster).verdict).toBe('fail');
    const own = { 'open/publish.rate': '>= 5000/s' } as const;
    expect(verdictOf({ groups: { closed, open: devices() } }, own).verdict).toBe('invalid');
  });

  test('have deliveries to make up for in the measure in which each message is delivered', () => {
    // Each message goes to two; the generator left 100 unsent.
    const groups = {
      devices: devices({ counts: { sent: 11_900, acknowledged: 11_900, unsentByGenerator: 100 } }),
      recorder: recorder({ counts: { owed: 23_800, received: 23_800 } }),
    };
    expect(verdictOf({ groups }, { received: '>= 24000' }).verdict).toBe('invalid');
    expect(verdictOf({ groups }, { received: '>= 23950' }).verdict).toBe('invalid');
    expect(
      verdictOf(
        { groups: { ...groups, recorder: recorder({ counts: { owed: 23_800, received: 23_700 } }) } },
        { received: '>= 23950' },
      ).verdict,
    ).toBe('fail');
  });
});

describe('what the broker counted itself', () => {
  const broker = (version: string, publishReceived: number) =>
    anObservation({
      broker: {
        ...{ version, publishReceived, publishSent: null, publishDropped: 3 },
        ...{ held: [], key: [], other: [] },
      },
    });
  const received = (shape: RunShape, bound: string, seen = broker('HiveMQ', 900)) =>
    verdictOf(shape, { 'broker.received': bound } as PromiseInput, 'measure', seen);
  const groups = { devices: devices({ series: { offered: [400, 600] } }) };

  test('is held against all that was offered, and too little of it is the doing of the target', () => {
    expect(received({ groups }, '>= 90%').verdict).toBe('pass');
    expect(received({ groups }, '>= 95%')).toEqual({
      verdict: 'fail',
      message: 'broker.received 90 %, required >= 95% (n = 1,000)',
    });
  });

  test('is not told where the generator did not offer the load, or offered none', () => {
    const counts = { sent: 6000, acknowledged: 6000, unsentByGenerator: 6000 };
    const light = { devices: devices({ counts, series: { offered: [400, 600] } }) };
    expect(received({ groups: light }, '>= 95%').verdict).toBe('invalid');
    expect(received({ groups: { devices: devices() } }, '>= 95%').message).toContain('nothing was offered');
  });

  test('leaves retained messages out where mosquitto does, and nowhere else', () => {
    const retained = devices({ retain: true, series: { offered: [1000] } });
    const both = { groups: { ...groups, retained } };
    expect(received(both, '>= 100%', broker('mosquitto version 2.0.11', 1000)).message).toMatch(
      /100 %.*n = 1,000/,
    );
    for (const version of ['HiveMQ', 'a bridge to mosquitto'])
      expect(received(both, '>= 100%', broker(version, 2000)).message).toMatch(/100 %.*n = 2,000/);
    const dropped = verdictOf(
      both,
      { 'broker.dropped': '= 0' },
      'measure',
      broker('mosquitto version 2.0.11', 1),
    );
    expect(dropped.message).toBe('broker.dropped 3, required = 0 (n = 2,000)');
  });
});

describe('clients that ran out of files or ports of our own', () => {
  /** Of 200 clients in two groups. */
  const ranOut = (failed: number, counts = {}): RunShape => ({
    groups: {
      devices: devices({
        counts,
        connect: { succeeded: 100 - failed, failed, failedBy: { 'too many open files': failed } },
      }),
      others: devices(),
    },
  });
  const p99: PromiseInput = { 'publish.ack.p99': '< 100ms' };

  test('make a load another one where they are more than one in a hundred', () => {
    expect(verdictOf(ranOut(2), p99).verdict).toBe('pass');
    expect(verdictOf(ranOut(3), p99)).toEqual({
      verdict: 'invalid',
      message: expect.stringContaining('3 clients failed on the generator'),
    });
  });

  test('take as many messages on them as they would have sent, and no more', () => {
    // 2 of 100 clients would have sent 240 of 12,000 messages.
    const unsent = (unsentByTarget: number) =>
      verdictOf(
        ranOut(2, { sent: 12_000 - unsentByTarget, acknowledged: 12_000 - unsentByTarget, unsentByTarget }),
        {
          'devices/publish.ack.p99': '< 100ms',
        },
      ).verdict;
    expect([unsent(240), unsent(500)]).toEqual(['pass', 'fail']);
  });
});

describe('the load', () => {
  test('is another one where the generator left more unsent than allowed, and says how much that is', () => {
    const unsent = { sent: 11_000, acknowledged: 11_000, unsentByGenerator: 1000 };
    const shape = { groups: { devices: devices({ counts: unsent }) } };
    expect(verdictOf(shape, { 'publish.ack.p99': '< 1s' }).message).toContain('(at most 1 % allowed)');
  });

  test('is kept back by the target from more than one in a hundred on', () => {
    const kept = (unsentByTarget: number) => {
      const counts = { sent: 12_000 - unsentByTarget, acknowledged: 12_000 - unsentByTarget, unsentByTarget };
      const agents = [{ loopUtilization: 0.95 }];
      return verdictOf({ groups: { devices: devices({ counts }) }, agents }, { 'publish.ack.p50': '< 1ms' })
        .verdict;
    };
    expect([kept(120), kept(121)]).toEqual(['invalid', 'fail']);
  });
});

describe('a median beyond its bound', () => {
  test('of which the generator was late with other messages is not excused by them', () => {
    // The lag of publishers is no part of how long their own acknowledgements took in another group.
    const late = devices({ latencies: { 'schedule.lag': [[80, 12_000]] } });
    const slow = devices({
      latencies: { 'publish.ack': [[100, 12_000]], 'publish.ack.service': [[20, 12_000]] },
    });
    const groups = { slow, late };
    expect(verdictOf({ groups }, { 'slow/publish.ack.p50': '< 50ms' })).toEqual({
      verdict: 'fail',
      message: expect.stringMatching(/: clients waited for the target/),
    });
  });

  test('of a load that is not closed is not generator-bound, however full the generator', () => {
    const slow = devices({
      latencies: { 'publish.ack': [[300, 12_000]], 'publish.ack.service': [[300, 12_000]] },
    });
    const shape = { groups: { slow }, generatorBound: true };
    expect(verdictOf(shape, { 'publish.ack.p50': '< 50ms' }).message).not.toContain('generator-bound');
    const closed = { groups: { slow: { ...slow, inflight: 10 } }, generatorBound: false };
    expect(verdictOf(closed, { 'publish.ack.p50': '< 50ms' }).message).not.toContain('generator-bound');
  });
});
