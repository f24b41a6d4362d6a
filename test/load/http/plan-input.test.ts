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
  [{ rate: '5/s' }, 'rate: one of wait (closed loop) and rate (open loop) is required; got both'],
  [{ rate: '5/s', arrivals: '5/s' }, 'one of rate and arrivals is required, which are the same; got both'],
  [{ wait: '0s', rate: [['0s', '5/s']] }, 'rate: a duration above 0 is required for each step'],
  [{ wait: '0s', rate: [['10s', '5']] }, 'A rate is required'],
  [{ arrival: 'poisson' }, 'arrival: rate is required'],
  [{ wait: ['10s', '1s'] }, 'the shorter time first'],
  [{ tasks: {} }, 'at least one task is required'],
  [{ tasks: { both: { get: '/', post: '/' } } }, 'exactly one of get and post'],
  [{ tasks: { bad: { get: 'lampi' } } }, 'a path that begins with / is required'],
  [{ tasks: { zero: { get: '/', weight: 0 } } }, 'a weight above 0 is required'],
  [{ spawn: '10' }, 'A rate is required'],
  [{ measure: '0s' }, 'a duration above 0 is required'],
  [{ windows: { late: ['20s', '40s'] } }, 'from < to <= measure (30 s) is required'],
  [{ waits: '1s' }, 'waits'],
  [{ tasks: { bad: { get: '/page#part' } } }, 'tasks.bad.get: a fragment is never sent'],
  [{ login: { page: '/log\nin' } }, 'login.page: control characters cannot be sent'],
  [
    { accounts: [accounts[0], { ...accounts[1], deviceId: '\ud800' }] },
    'tasks.device: {deviceId} of account 1 has half of a surrogate pair',
  ],
  [
    { tasks: { bad: { get: '/', headers: { Host: 'a' } } } },
    'tasks.bad.headers.Host: this field follows from the request',
  ],
  [
    {
      accounts: [accounts[0], { ...accounts[1], deviceId: 'a\r\nb' }],
      tasks: { bad: { get: '/', headers: { 'x-device': '{deviceId}' } } },
    },
    'tasks.bad.headers: {deviceId} of account 1 cannot be sent in a field',
  ],
  [
    { csrf: { field: 'a' }, login: { page: '/', csrf: { field: 'b', cookie: 'c' } } },
    'one of csrf and login.csrf is required',
  ],
  [{ csrf: { field: 'a' }, login: undefined }, 'a task with {csrf}, or a log-in, is required'],
  [{ login: { page: '/', form: { token: '{csrf}' } } }, 'login: {csrf} is required in every account'],
])('%j cannot be: %s', (change, message) => {
  expect(() => readHttpPlan({ ...input, ...change } as HttpPlanInput, site)).toThrow(message);
});

test('a target that is no web address is refused', () => {
  expect(() => readHttpPlan(input, { url: 'mqtt://127.0.0.1' })).toThrow(
    'an http: or https: URL is required',
  );
});

test('the address has no credentials, query or slash at its end in the plan', () => {
  const { target, credentials } = readHttpPlan(input, { url: 'http://user:p%C3%A4ss@127.0.0.1:8080/app/' });
  expect(target).toEqual({ url: 'http://127.0.0.1:8080/app', host: '127.0.0.1', port: 8080 });
  expect(credentials).toEqual({ username: 'user', password: 'päss' });
  expect(() => readHttpPlan(input, { url: 'http://user:secret@127.0.0.1/?a=b' })).toThrow(
    /^target: 'http:\/\/127\.0\.0\.1\/\?a=b': a site has no query/,
  );
});

test('{csrf} of tasks is found where the log-in finds it, where csrf says, or where Django has it', () => {
  const save = { post: '/save', headers: { 'X-Token': '{csrf}' } };
  const named = (more: object) => readHttpPlan({ ...input, tasks: { save }, ...more } as HttpPlanInput, site);
  const own = { field: '_token', cookie: null };
  expect(named({})).toMatchObject({
    csrf: { field: 'csrfmiddlewaretoken', cookie: 'csrftoken' },
    tasks: [{ headers: { 'x-token': '{csrf}' } }],
  });
  expect(named({ csrf: { field: '_token' } })).toMatchObject({ csrf: own, login: { csrf: own } });
  expect(named({ login: { page: '/', csrf: { field: '_token' } } })).toMatchObject({ csrf: own });
  expect(named({ login: { page: '/', csrf: false }, csrf: { field: '_token' } })).toMatchObject({
    csrf: own,
    login: { csrf: null },
  });
  expect(readHttpPlan(input, site)).not.toHaveProperty('csrf');
});

test('steps of a rate and random moments are for all users; its rate is the highest', () => {
  const { wait: _, ...open } = input;
  const rate = [
    ['10s', '50/s'],
    ['30s', '200/s'],
  ] as const;
  const steps = [
    { durationUs: 10e6, perSecond: 50 },
    { durationUs: 30e6, perSecond: 200 },
  ];
  expect(readHttpPlan({ ...open, rate, arrival: 'poisson', seed: 7 }, site).pace).toEqual({
    model: 'open',
    tasksPerSecond: 200,
    arrivals: { steps, random: 'poisson', seed: 7 },
  });
  expect(readHttpPlan({ ...open, arrivals: rate }, site).pace).toMatchObject({ arrivals: { random: null } });
  expect(readHttpPlan({ ...open, rate: '5/s' }, site).pace).toEqual({ model: 'open', tasksPerSecond: 5 });
});
