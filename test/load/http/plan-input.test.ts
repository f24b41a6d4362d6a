import { expect, test } from 'vitest';
import { type HttpPlanInput, readHttpPlan } from '../../../load/http/plan-input.ts';

const site = { url: 'https://lampi.example/' };
const accounts = [
  { username: 'a', password: 'b', deviceId: '1e' },
  { username: 'c', password: 'd', deviceId: '1f' },
];
const input = {
  users: 2,
  spawn: '10/s',
  accounts,
  login: { page: '/accounts/login/' },
  tasks: { home: { get: '/', weight: 100 }, device: { get: '/lampi/device/{deviceId}', weight: 75 } },
  wait: ['500ms', '10s'],
  measure: '30s',
} as const satisfies HttpPlanInput;

test('what is left out has its default, in units', () => {
  const plan = readHttpPlan(input, site);
  expect(plan).toMatchObject({
    target: { host: 'lampi.example', port: 443 },
    tls: { ca: null, verify: true },
    spawnPerSecond: 10,
    pace: { model: 'closed', waitMs: [500, 10_000] },
    timeoutMs: 10_000,
    windows: [{ name: 'measure', fromMs: 0, toMs: 30_000 }],
  });
  expect(plan.login).toEqual({
    page: '/accounts/login/',
    post: '/accounts/login/',
    form: { username: '{username}', password: '{password}' },
    csrf: { field: 'csrfmiddlewaretoken', cookie: 'csrftoken' },
    attempts: 1,
    expect: null,
  });
  expect(plan.tasks[0]!.expect).toEqual({ status: 200, contains: null });
  expect(plan).not.toHaveProperty('change');
  expect(readHttpPlan({ ...input, change: 'with' }, site).change).toBe('with');
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test.each([
  [{ users: 3 }, 'got 3 users and 2 accounts'],
  [
    { accounts: [{ username: 'a', password: 'b' }] },
    '{deviceId} is required in every account; account 0 lacks it',
  ],
  [{ accounts: [] }, '{deviceId} is required in every account; there are none'],
  [{ arrivals: '5/s' }, 'one of wait (closed loop) and arrivals (open loop) is required; got both'],
  [{ wait: ['10s', '1s'] }, 'the shorter time first'],
  [{ tasks: {} }, 'at least one task is required'],
  [{ tasks: { both: { get: '/', post: '/' } } }, 'exactly one of get and post'],
  [{ tasks: { bad: { get: 'lampi' } } }, 'a path that begins with / is required'],
  [{ tasks: { zero: { get: '/', weight: 0 } } }, 'a weight above 0 is required'],
  [{ spawn: '10' }, 'A rate is required'],
  [{ measure: '0s' }, 'a duration above 0 is required'],
  [{ windows: { late: ['20s', '40s'] } }, 'from < to <= measure (30 s) is required'],
  [{ waits: '1s' }, 'waits'],
])('%j cannot be: %s', (change, message) => {
  expect(() => readHttpPlan({ ...input, ...change } as HttpPlanInput, site)).toThrow(message);
});

test('a target that is no web address is refused', () => {
  expect(() => readHttpPlan(input, { url: 'mqtt://127.0.0.1' })).toThrow(
    'an http: or https: URL is required',
  );
});
