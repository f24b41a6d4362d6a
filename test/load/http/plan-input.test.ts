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
  [{ tasks: { none: { weight: 1 } } }, 'tasks.none: exactly one of get and post is required'],
  [
    { tasks: { bad: { get: '/', json: {} } } },
    'tasks.bad.json: a json body needs post, put, patch or delete; got get',
  ],
  [{ tasks: { bad: { head: '/', form: {} } } }, 'tasks.bad.form: a form body needs post'],
  [
    { tasks: { bad: { put: '/', json: {}, body: '' } } },
    'one of form, json and body is required; got json and body',
  ],
  [{ tasks: { bad: { post: '/', json: { at: new Date() } } } }, 'tasks.bad.json: texts, numbers, true'],
  [{ tasks: { bad: { post: '/', body: '\ud800' } } }, 'tasks.bad.body: half of a surrogate pair'],
  [
    { tasks: { bad: { get: '/', expect: { json: { a: { contains: '{nobody}' } } } } } },
    'tasks.bad.expect: {nobody} is required in every account; account 0 lacks it. Add it to the accounts, or take',
  ],
  [
    { tasks: { bad: { post: '/', json: { n: '{nobody}' } } } },
    'tasks.bad.json: {nobody} is required in every account',
  ],
  [{ tasks: { bad: { post: '/', cache: true } } }, 'tasks.bad.cache: get or head is required; got post'],
  [
    { tasks: { bad: { get: '/', expect: { status: 99 } } } },
    'a status from 200 to 599 is required, or a list',
  ],
  [
    { tasks: { bad: { get: '/', expect: { status: [] } } } },
    'a status from 200 to 599 is required, or a list',
  ],
  [
    { tasks: { bad: { get: '/', expect: { json: { 'a..b': 1 } } } } },
    "tasks.bad.expect.json: a path like 'data.items.0.id' or '/data/items/0/id' is required; got 'a..b'",
  ],
  [
    { tasks: { bad: { get: '/', expect: { json: { a: [1] } } } } },
    'tasks.bad.expect.json.a: a text, a number',
  ],
  [
    { tasks: { bad: { get: '/', expect: { headers: { 'a b': 'c' } } } } },
    'the name of a header field is required',
  ],
  [{ tasks: { bad: { head: '/', expect: { contains: 'a' } } } }, 'the answer to head has no body'],
  [
    { tasks: { bad: { get: '/', take: { id: 'id' } } } },
    'tasks.bad.take: a later step of the task is required',
  ],
  [{ tasks: { bad: { steps: [] } } }, 'tasks.bad.steps: at least one step is required'],
  [{ tasks: { bad: { get: '/', steps: [{ get: '/' }] } } }, 'tasks.bad: one of steps and get is required'],
  [
    { tasks: { bad: { steps: [{ get: '/{id}' }, { get: '/' }] } } },
    'tasks.bad.steps.0: {id} is required in every',
  ],
  [
    { tasks: { bad: { steps: [{ get: '/', take: { id: { regex: '(a)(b)' } } }, { get: '/{id}' }] } } },
    'tasks.bad.steps.0.take.id.regex: one group at most is required; got 2',
  ],
  [
    { tasks: { bad: { steps: [{ get: '/', take: { id: { regex: '(?<=a)b' } } }, { get: '/{id}' }] } } },
    'a regular expression of RE2 is required, which has no look-around',
  ],
  [
    { tasks: { bad: { steps: [{ get: '/', take: { user: 'id' } }, { get: '/' }] } } },
    'take.user: another name is required; {user} has a meaning of its own',
  ],
  [
    { tasks: { bad: { steps: [{ get: '/', take: { id: 1 } }] } } },
    "take.id: a path like 'data.id' is required",
  ],
  [{ tasks: { bad: { get: '{deviceId}' } } }, 'or the name of an address that a step before it takes'],
  [{ tasks: { bad: { get: '/', expect: { json: { a: '{now}' } } } } }, '{now} is another one each time'],
  [{ headers: { Host: 'a' } }, 'headers.Host: this field follows from the request'],
  [{ login: {} }, 'login: page is required, or post; got neither'],
  [{ login: { post: '/token' } }, 'page is required, or one of json, form and body with post'],
  [{ login: { post: '/token', json: {}, csrf: { field: 'a' } } }, 'login.csrf: a page is required'],
  [{ login: { post: '/token', json: {}, take: { csrf: 'a' } } }, 'login.take.csrf: another name is required'],
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
    /^target: 'http:\/\/127\.0\.0\.1\/\?a=\*\*\*': a site has no query/,
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

test('an API lets users in with 200, 201 or 204, and every task has the fields of the load', () => {
  const plan = readHttpPlan(
    {
      users: 1,
      login: { post: '/token', json: { key: 'k' }, take: { token: 'access_token' } },
      headers: { Authorization: 'Bearer {token}' },
      tasks: { list: { get: '/', headers: { Accept: 'text/csv' } } },
      measure: '1s',
    },
    site,
  );
  expect(plan).toMatchObject({
    login: {
      page: null,
      csrf: null,
      expect: { status: [200, 201, 204] },
      take: { token: { json: 'access_token' } },
    },
    tasks: [{ headers: { authorization: 'Bearer {token}', accept: 'text/csv' } }],
  });
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('the page floor asks for one page, and looks at status and text alone', () => {
  const floor = { users: 2, engine: 'autocannon', measure: '1s' } as const;
  const page = (more: object) =>
    readHttpPlan({ ...floor, tasks: { page: { get: '/', ...more } } } as HttpPlanInput, site);
  expect(page({ headers: { accept: 'text/csv' } }).tasks[0]!.headers).toEqual({ accept: 'text/csv' });
  expect(() => page({ expect: { json: { a: 1 } } })).toThrow('autocannon checks status and contains alone');
  expect(() => page({ headers: { 'x-n': '{seq}' } })).toThrow('leave {seq} out');
});
