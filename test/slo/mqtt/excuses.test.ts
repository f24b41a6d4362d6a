import { describe, expect, test } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { anObservation, aRun, aSystem, devices, type RunShape, type Samples } from '../a-run.ts';
import { verdictOf } from '../verdict-of.ts';

const p99: PromiseInput = { 'publish.ack.p99': '< 100ms' };
const answeredIn = (samples: Samples) =>
  devices({ latencies: { 'publish.ack': samples, 'publish.ack.service': samples } });
/** 2 % of the answers took 160 ms. */
const slow = answeredIn([
  [20, 11_760],
  [160, 240],
]);

/** 1.2 %. */
const rarelySlow = answeredIn([
  [20, 11_856],
  [160, 144],
]);

describe('a stall of an agent', () => {
  const stalled = { agents: [{ stalls: [{ atMs: 100, durationMs: 300 }] }], seconds: 1 };

  test('does not excuse a median that no message keeps', () => {
    expect(verdictOf({ groups: { devices: devices() }, ...stalled }, { 'publish.ack.p50': '< 1us' })).toEqual(
      {
        verdict: 'fail',
        message: expect.stringMatching(/required < 1 ?us \(n = 12,000\)$/),
      },
    );
  });

  test('excuses a median where it touched more than half of the messages', () => {
    const groups = {
      devices: answeredIn([
        [20, 5000],
        [150, 7000],
      ]),
    };
    expect(verdictOf({ groups, ...stalled }, { 'publish.ack.p50': '< 100ms' }).verdict).toBe('invalid');
  });

  test('does not excuse a percentile that the messages it cannot have touched break as well', () => {
    const groups = {
      devices: answeredIn([
        [20, 2000],
        [150, 10_000],
      ]),
    };
    expect(verdictOf({ groups, ...stalled }, { 'publish.ack.p50': '< 100ms' }).verdict).toBe('fail');
    // It touched all there was: nothing is left to tell it by.
    const agents = [{ stalls: [{ atMs: 100, durationMs: 600 }] }];
    expect(verdictOf({ groups, seconds: 1, agents }, { 'publish.ack.p50': '< 100ms' }).verdict).toBe(
      'invalid',
    );
  });

  test('is told by service times, where the rest is the lag it caused', () => {
    const groups = {
      devices: devices({
        latencies: { 'publish.ack': [[150, 12_000]], 'publish.ack.service': [[5, 12_000]] },
      }),
    };
    expect(verdictOf({ groups, ...stalled }, { 'publish.ack.p50': '< 100ms' }).verdict).toBe('invalid');
  });
});

describe('CPU time taken by the host', () => {
  const took = (...cpuStolenPercent: number[]) =>
    anObservation({ system: aSystem({ fromMs: -1000, cpuStolenPercent }) });
  const judged = (shape: RunShape, promise: PromiseInput, observation = took(0, 0, 15)) =>
    verdictOf(shape, promise, 'measure', observation);

  test('is no fault of the target where without it the bound is met', () => {
    expect(judged({ groups: { devices: slow } }, p99)).toEqual({
      verdict: 'fail',
      message: expect.stringContaining('publish.ack.p99'),
    });
    const longer = took(0, 0, 18);
    expect(judged({ groups: { devices: slow } }, p99, longer)).toEqual({
      verdict: 'invalid',
      message: expect.stringMatching(
        /: the machine's host took a CPU away for up to 180 ms \(steal\); without that the bound is met$/,
      ),
    });
  });

  test('leaves a judgement that another run may give', () => {
    const shape = { groups: { devices: slow } };
    expect(judge(aRun(shape), slo(p99), { observation: took(0, 18) }).disturbed).toBe(true);
  });

  test.each<[string, RunShape, PromiseInput, number[]]>([
    ['a breach that is longer', { groups: { devices: slow } }, { 'publish.ack.max': '< 50ms' }, [0, 10.5]],
    [
      'a breach, by what is everyday',
      { groups: { devices: slow } },
      { 'publish.ack.max': '< 155ms' },
      [0, 9],
    ],
    [
      'a breach, by what came after the last answer',
      { groups: { devices: slow } },
      p99,
      [0, ...new Array(31).fill(0), 90],
    ],
    [
      'a percentile of which it touched too few',
      { groups: { devices: rarelySlow }, seconds: 300 },
      p99,
      [0, 0, 99],
    ],
    ['a breach when it is not known', { groups: { devices: slow } }, p99, []],
    ['a target that broke off', { groups: { devices: slow }, targetFaults: ['closed 3'] }, p99, [0, 0, 30]],
    [
      'a closed loop that fills its core',
      { groups: { devices: { ...slow, inflight: 10 } }, generatorBound: true },
      p99,
      [0, 0, 30],
    ],
    [
      'a percentile of messages that are all too slow',
      { groups: { devices: answeredIn([[160, 12_000]]) } },
      p99,
      [0, 0, 30],
    ],
  ])('does not excuse %s', (_, shape, promise, stolen) => {
    expect(judged(shape, promise, took(...stolen)).verdict).toBe('fail');
  });

  test('while the clients connected excuses how long that took', () => {
    const groups = { devices: devices({ latencies: { connect: [[160, 100]] } }) };
    expect(judged({ groups }, { 'connect.max': '< 100ms' }, took(30, 0)).verdict).toBe('invalid');
    expect(judged({ groups }, { 'connect.max': '< 100ms' }, took(0, 0, 30)).verdict).toBe('fail');
  });
});
