import { expect, test } from 'vitest';
import { type MqttGroupInput, readPlan } from '../../../../load/mqtt/plan-input.ts';

const target = { url: 'mqtt://127.0.0.1:1', host: '127.0.0.1', port: 1 };
const asks = { topic: 'req/{shard}', every: '1s' } as const;

const planOf = (
  request: Partial<NonNullable<MqttGroupInput['request']>> = {},
  more: Partial<MqttGroupInput> = {},
  others: Record<string, MqttGroupInput> = {},
) =>
  readPlan(
    {
      groups: {
        askers: { clients: 1000, connections: 10, request: { ...asks, ...request }, ...more },
        ...others,
      },
      measure: '1s',
    },
    target,
  );

test('a group that asks becomes a plan with units, and a reply topic of each connection', () => {
  expect(planOf({ timeout: '500ms', payload: '100B', qos: 1 }).groups[0]).toMatchObject({
    clients: 1000,
    connections: 10,
    request: {
      topic: 'req/{shard}',
      reply: 'replies/{run}/{group}/{client}',
      timeoutMs: 500,
      payloadBytes: 100,
      qos: 1,
      pace: { model: 'open', periodUs: 1e6 },
    },
  });
  expect(planOf({ every: undefined, inflight: 2 }).groups[0]!.request!.pace).toEqual({
    model: 'closed',
    inflight: 2,
  });
});

test('a payload that is not given is as large as the reply topic asks for', () => {
  const [group] = planOf({ reply: `{run}/{connection}/${'x'.repeat(100)}` }).groups;
  expect(group!.request!.payloadBytes).toBeGreaterThan(130);
  expect(planOf({}, { connect: { protocol: '5' } }).groups[0]!.request!.payloadBytes).toBe(64);
});

test.each<[string, Partial<NonNullable<MqttGroupInput['request']>>, Partial<MqttGroupInput>, RegExp]>([
  [
    'a time-out longer than the drain',
    { timeout: '3s' },
    {},
    /drain: as long as request\.timeout of group askers \(3 s\), or longer, is required.*got 2 s/,
  ],
  [
    'more connections than clients',
    {},
    { connections: 1001 },
    /connections: as many connections as clients \(1000\)/,
  ],
  [
    'a payload below the header',
    { payload: '15B' },
    { connect: { protocol: '5' } },
    /request\.payload: at least 16 bytes are required, 16 for the header; got 15/,
  ],
  [
    'a payload without room for the reply topic',
    { payload: '20B' },
    {},
    /request\.payload: at least \d+ bytes are required, 16 for the header and \d+ for the reply topic/,
  ],
  ['a payload without a header', { payload: { text: 'a' } }, {}, /request\.payload: a size is required/],
  [
    'a reply topic that other connections read',
    { reply: 'replies/{run}' },
    {},
    /request\.reply: \{connection\} is required in the reply topic, because another connection would read/,
  ],
  [
    'a reply topic that other runs read',
    { reply: 'replies/{connection}' },
    {},
    /request\.reply: \{run\} is required in the reply topic, because another run would read/,
  ],
  [
    'a reply topic of a client',
    { reply: 'replies/{run}/{connection}/{client}' },
    {},
    /request\.reply: \{connection\}, \{group\} and \{run\} alone/,
  ],
  [
    'a reply topic with wildcards',
    { reply: 'replies/{run}/{connection}/#' },
    {},
    /request\.reply: a topic without wildcards/,
  ],
  ['no pace', { every: undefined }, {}, /request: exactly one of every, rate, inflight is required; got 0/],
  ['no time to answer', { timeout: '0s' }, {}, /request\.timeout: a time above 0 is required/],
  [
    'a group that publishes too',
    {},
    { publish: { topic: 'a', every: '1s' } },
    /request: a group that neither subscribes, publishes nor responds is required/,
  ],
])('%s: refused, with what is required', (_, request, more, message) => {
  expect(() => planOf(request, more)).toThrow(message);
});

test('a reply topic that another group of the plan reads is refused', () => {
  const reader = { clients: 1, subscribe: { filter: 'replies/#' } } as const;
  expect(() => planOf({}, {}, { reader })).toThrow(
    /groups\.askers\.request\.reply: a topic that nobody else reads is required; group reader subscribes to 'replies\/#'/,
  );
  expect(() => planOf({}, {}, { reader: { ...reader, subscribe: { filter: 'req/#' } } })).not.toThrow();
});
