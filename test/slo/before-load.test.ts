import { describe, expect, test } from 'vitest';
import { readHttpPlan } from '../../load/http/plan-input.ts';
import { type MqttPlanInput, readPlan } from '../../load/mqtt/plan-input.ts';
import { shortOfSamples } from '../../slo/judge/before-load.ts';
import { type PromiseInput, slo } from '../../slo/promise.ts';

const TARGET = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
const SITE = { url: 'http://127.0.0.1:8080', port: 8080 };

describe('before a load of MQTT clients', () => {
  const devices = (publish: object) =>
    ({ clients: 20, publish: { topic: 'd/{client}', qos: 1, every: '1s', ...publish } }) as const;
  const recorder = { clients: 2, subscribe: { filter: 'd/+' } } as const;
  const said = (groups: MqttPlanInput['groups'], promise: PromiseInput) =>
    shortOfSamples(readPlan({ groups, measure: '10s' }, TARGET), [slo(promise)]);

  test('a percentile that the schedule has too few messages for is told, with how long to measure', () => {
    expect(said({ devices: devices({}) }, { 'publish.ack.p99': '< 100ms' })).toEqual([
      'publish.ack.p99 cannot be judged after this load: p99 needs 1,000 messages, the plan offers at most 200 in 10 s: measure at least 50 s, or judge p95',
    ]);
    expect(said({ devices: devices({}) }, { 'publish.ack.p95': '< 100ms' })).toEqual([]);
  });

  test.each<[string, MqttPlanInput['groups'], PromiseInput, string | null]>([
    [
      'of each subscriber all messages count',
      { devices: devices({}), recorder },
      { 'delivery.p99': '< 1s' },
      '400 in',
    ],
    [
      'a group has its own',
      { devices: devices({}), more: devices({ every: '10ms', topic: 'm' }) },
      { 'devices/publish.ack.p99': '< 1s' },
      '200 in',
    ],
    [
      'all groups have them together',
      { devices: devices({}), more: devices({ every: '10ms', topic: 'm' }) },
      { 'publish.ack.p99': '< 1s' },
      null,
    ],
    [
      'a group that comes late has fewer',
      { late: { ...devices({ every: '100ms' }), startAfter: '6s' } },
      { 'publish.ack.p99': '< 1s' },
      '800 in',
    ],
    ['connections are clients', { devices: devices({}) }, { 'connect.p99': '< 1s' }, '20: judge p50'],
    [
      'of a closed loop nothing is known',
      { devices: devices({ every: undefined, inflight: 1 }) },
      { 'publish.ack.p99': '< 1s' },
      null,
    ],
    [
      'what has no sample at all is no matter of time',
      { devices: devices({ qos: 0 }) },
      { 'publish.ack.p99': '< 1s' },
      null,
    ],
    [
      'figures need no number of samples',
      { devices: devices({}) },
      { lost: '= 0', 'publish.ack.max': '< 1s' },
      null,
    ],
    ['metrics of another kind of load are not meant', { devices: devices({}) }, { 'http.p99': '< 1s' }, null],
  ])('%s', (_, groups, promise, most) => {
    expect(said(groups, promise)).toEqual(
      most === null ? [] : [expect.stringContaining(`the plan offers at most ${most}`)],
    );
  });
});

describe('before a load of virtual users', () => {
  const tasks = { home: { get: '/', weight: 3 }, about: { get: '/about', weight: 1 } } as const;
  const said = (pace: object, promise: PromiseInput) =>
    shortOfSamples(readHttpPlan({ users: 50, tasks, measure: '10s', ...pace }, SITE), [slo(promise)]);

  test.each<[string, object, PromiseInput, string | null]>([
    [
      'users who wait do so many tasks at most',
      { wait: ['500ms', '1500ms'] },
      { 'http.p99': '< 1s' },
      '550 in 10 s: measure at least 19 s',
    ],
    [
      'of open arrivals it is the rate',
      { arrivals: '60/s' },
      { 'http.p99': '< 1s' },
      '600 in 10 s: measure at least 17 s',
    ],
    [
      'of steps of rate it is what they offer',
      {
        rate: [
          ['5s', '10/s'],
          ['1s', '60/s'],
        ],
      },
      { 'http.p99': '< 1s' },
      '350 in 10 s',
    ],
    ['a task has its share', { arrivals: '120/s' }, { 'about/http.p99': '< 1s' }, '300 in'],
    ['enough are enough', { arrivals: '120/s' }, { 'http.p99': '< 1s' }, null],
    ['of users who do not wait nothing is known', { wait: '0s' }, { 'http.p99': '< 1s' }, null],
    ['nor how many log in', { arrivals: '60/s' }, { 'login.p99': '< 1s' }, null],
  ])('%s', (_, pace, promise, most) => {
    expect(said(pace, promise)).toEqual(
      most === null ? [] : [expect.stringContaining(`the plan offers at most ${most}`)],
    );
  });
});

test('a metric that several promises name is told once', () => {
  const promise = slo({ 'publish.ack.p99': '< 100ms' });
  const plan = readPlan(
    { groups: { d: { clients: 1, publish: { topic: 'd', qos: 1, every: '1s' } } }, measure: '5s' },
    TARGET,
  );
  expect(shortOfSamples(plan, [promise, promise])).toHaveLength(1);
});
