import { describe, expect, test } from 'vitest';
import { type MqttGroupInput, readPlan } from '../../../../load/mqtt/plan-input.ts';
import { readWork } from '../../../../load/mqtt/respond/work-text.ts';
import { PlanError } from '../../../../load/plan-input.ts';

const target = { url: 'mqtt://127.0.0.1:1883', host: '127.0.0.1', port: 1883 };
type Respond = NonNullable<MqttGroupInput['respond']>;
const planOf = (respond: Partial<Respond>, group: Partial<MqttGroupInput> = {}) =>
  readPlan(
    {
      groups: { workers: { clients: 10, respond: { filter: '$share/workers/req/+', ...respond }, ...group } },
      measure: '1s',
    },
    target,
  );

test('a responding group has a pool of 10 to 1,000 workers and a queue of 100,000 unless it says otherwise', () => {
  expect(planOf({}).groups[0]!.respond).toEqual({
    filter: '$share/workers/req/+',
    qos: 0,
    payloadBytes: 28,
    work: { kind: 'none' },
    pool: {
      min: 10,
      max: 1000,
      queue: 100_000,
      onFull: 'drop',
      fullWaitMs: 20,
      scaleUp: 0.7,
      scaleDown: 0.2,
      settleMs: 5000,
    },
  });
});

test.each([
  ['none', { kind: 'none' }],
  ['sleep 5ms', { kind: 'sleep', us: 5000 }],
  ['sleep:5ms', { kind: 'sleep', us: 5000 }],
  ['cpu 250us', { kind: 'cpu', us: 250 }],
])('the work %s', (text, work) => {
  expect(readWork(text)).toEqual(work);
});

describe('refuses', () => {
  test.each<[string, Partial<Respond>, string]>([
    [
      'more workers at the least than at the most',
      { pool: { min: 11, max: 10 } },
      'respond.pool.min: at most as many workers as max (10) are required; got 11.',
    ],
    ['no worker', { pool: { min: 0 } }, 'respond.pool.min: at least 1 is required'],
    [
      'a pool that grows and shrinks at once',
      { pool: { scaleUp: 0.2, scaleDown: 0.2 } },
      'respond.pool.scaleDown: a share below scaleUp (0.2) is required; got 0.2.',
    ],
    [
      'a reply with no room for what it says',
      { payload: '27B' },
      'respond.payload: at least 28 B are required for what a reply says; got 27 B.',
    ],
    [
      'no filter',
      { filter: 'req/a+' },
      "respond.filter: a topic filter is required, + a whole level, # the last one (OASIS MQTT 4.7.1); got 'req/a+'.",
    ],
    [
      'work of no kind',
      { work: 'sleep' as 'none' },
      "respond.work: 'none', 'sleep 5ms' or 'cpu 1ms' is required; got 'sleep'.",
    ],
    [
      'work that takes no time',
      { work: 'cpu 0ms' },
      "respond.work: A duration above 0 is required, or 'none'; got 'cpu 0ms'.",
    ],
  ])('%s', (_, respond, message) => {
    expect(() => planOf(respond)).toThrow(PlanError);
    expect(() => planOf(respond)).toThrow(`groups.workers.${message}`);
  });

  test('a group that answers and publishes', () => {
    expect(() => planOf({}, { publish: { topic: 'x', every: '1s' } })).toThrow(
      'groups.workers.respond: a group that neither subscribes nor publishes is required',
    );
  });
});
