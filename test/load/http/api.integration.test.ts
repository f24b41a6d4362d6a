import { describe, expect, test } from 'vitest';
import type { HttpPlanInput } from '../../../load/http/plan-input.ts';
import { redact } from '../../../text/redact.ts';
import { http, measured, page, task } from './measure.ts';
import { type Asked, ordersApi } from './orders-api.ts';

const ten = { users: 2, wait: '20ms', measure: '500ms', drain: '500ms' } as const;
const login = {
  post: '/token',
  json: { user: '{name}', password: '{password}' },
  take: { token: 'auth.access_token' },
} as const;
const people = ['ann', 'bob', 'cy'].map((name) => ({ name, password: `pw of ${name}` }));
const headers = { authorization: 'Bearer {token}' };

const of = (asked: readonly Asked[], method: string, url: string | RegExp): Asked[] =>
  asked.filter(
    (one) => one.method === method && (url instanceof RegExp ? url.test(one.url) : one.url === url),
  );

describe.concurrent('an API without a session', () => {
  test('each method arrives with its fields and its body', async () => {
    const api = ordersApi({ open: true });
    await using site = await http(api.listener);
    api.orders.set('7', { owner: 'anyone', name: 'lamp' });
    const result = await measured(site, {
      ...ten,
      headers: { accept: 'application/json' },
      tasks: {
        list: {
          get: '/orders',
          expect: { headers: { etag: { exists: true } }, json: { total: { exists: true } } },
        },
        create: {
          post: '/orders',
          json: { name: 'lamp "ü" {user}-{seq}', tags: ['{user}', 1, true, null] },
          expect: { status: 201 },
        },
        replace: {
          put: '/orders/7',
          body: '{"name": "n{seq}", "at": {now}}',
          headers: { 'Content-Type': 'application/json' },
        },
        rename: { patch: '/orders/7', json: { name: 'x' }, expect: { json: { 'data.name': 'x' } } },
        look: { head: '/orders/7', expect: { headers: { 'content-type': 'application/json' } } },
        may: { options: '/orders', expect: { status: 204, headers: { allow: { contains: 'POST' } } } },
        gone: { delete: '/orders/8', expect: { status: [204, 404] } },
      },
    });
    for (const one of Object.values(result.windows.measure!.tasks)) expect(one.failedBy).toEqual({});
    expect(Object.keys(result.windows.measure!.tasks)).toHaveLength(7);
    const [created] = of(api.asked, 'POST', '/orders');
    expect(created!.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
    });
    const bodies = of(api.asked, 'POST', '/orders').map(({ body }) => body);
    expect(JSON.parse(bodies[0]!)).toEqual({
      name: expect.stringMatching(/^lamp "ü" \d+-\d+$/),
      tags: [expect.any(Number), 1, true, null],
    });
    expect(new Set(bodies).size).toBe(bodies.length);
    for (const { body } of of(api.asked, 'PUT', '/orders/7'))
      expect(body).toMatch(/^\{"name": "n\d+", "at": \d+\}$/);
    const [look] = of(api.asked, 'HEAD', '/orders/7');
    expect(look!.headers).not.toHaveProperty('content-length');
  });

  test('an ETag is sent back, and 304 is then a right answer', async () => {
    const api = ordersApi({ open: true });
    await using site = await http(api.listener);
    const result = await measured(site, {
      ...ten,
      tasks: { list: { get: '/orders', cache: true, expect: { json: { total: 0 } } } },
    });
    expect(task(result, 'list')).toMatchObject({ failedBy: {} });
    const lists = of(api.asked, 'GET', '/orders');
    // Two users, and those who asked whether the API answers.
    const whole = lists.filter((one) => one.headers['if-none-match'] === undefined);
    expect(whole.length).toBeGreaterThanOrEqual(2);
    expect(lists.length).toBeGreaterThan(2 * whole.length);
  });

  test('304 that nobody asked for is a failure', async () => {
    await using site = await http((_, response) => response.writeHead(304).end());
    const result = await measured(site, { ...ten, tasks: { list: { get: '/', cache: true } } });
    expect(Object.keys(task(result, 'list').failedBy)).toEqual(['status 304']);
  });

  test.each([
    [{ status: 201 }, 'status 200'],
    [{ headers: { 'x-page': '1' } }, 'header x-page is missing'],
    [{ headers: { 'content-type': 'text/html' } }, 'header content-type is not "text/html"'],
    [{ json: { 'data.id': 1 } }, 'JSON field data.id is missing'],
    [{ json: { total: '0' } }, 'JSON field total is not "0"'],
    [{ json: { items: { contains: 'a' } } }, 'JSON field items does not contain "a"'],
    [{ json: { total: { exists: false } } }, 'JSON field total is there'],
    [{ contains: 'lamp' }, 'wrong body'],
  ] as const)('what is not %j is counted as %s', async (expected, cause) => {
    await using site = await http(ordersApi({ open: true }).listener);
    const result = await measured(site, { ...ten, tasks: { list: { get: '/orders', expect: expected } } });
    expect(Object.keys(task(result, 'list').failedBy)).toEqual([cause]);
  });

  test('an answer that is not JSON is counted as such', async () => {
    await using site = await http((_, response) => response.end('<html>'));
    const result = await measured(site, {
      ...ten,
      tasks: { list: { get: '/', expect: { json: { a: 1 } } } },
    });
    expect(Object.keys(task(result, 'list').failedBy)).toEqual(['body is not JSON']);
  });
});

describe.concurrent('an API with a token', () => {
  const orders = {
    steps: [
      {
        post: '/orders',
        json: { name: 'n-{name}-{seq}' },
        expect: { status: 201, headers: { location: { contains: '/orders/' } } },
        take: { id: 'data.id', url: { header: 'location' }, digits: { regex: '"id":(\\d+)' } },
      },
      { get: '/orders/{id}', expect: { json: { 'data.name': 'n-{name}-{seq}', 'data.id': '{digits}' } } },
      { patch: '{url}', json: { name: 'of {id}' }, expect: { json: { 'data.name': 'of {digits}' } } },
      { delete: '{url}', expect: { status: 204 } },
      { get: '/orders/{id}', expect: { status: 404 } },
    ],
  } as const satisfies HttpPlanInput['tasks'][string];

  test('each user sends its own, and steps use what those before them got', async () => {
    const api = ordersApi();
    await using site = await http(api.listener);
    const result = await measured(site, {
      ...ten,
      users: 3,
      measure: '1s',
      accounts: people,
      login,
      headers,
      tasks: { orders, list: { get: '/orders', cache: true } },
    });
    expect(result.login).toMatchObject({ attempted: 3, succeeded: 3 });
    expect(task(result, 'orders').failedBy).toEqual({});
    expect(task(result, 'orders').succeeded).toBeGreaterThan(5);
    // Those under way when the run ended.
    expect(api.orders.size).toBeLessThanOrEqual(3);
    expect(api.tokens.size).toBe(3);
    const sent = new Set(of(api.asked, 'POST', '/orders').map((one) => one.headers.authorization));
    expect([...sent].sort()).toEqual([...api.tokens.values()].map((token) => `Bearer ${token}`).sort());
    // As the steps say: created, read, renamed, deleted, not found.
    const [first] = of(api.asked, 'POST', '/orders');
    const mine = api.asked.filter((one) => one.headers.authorization === first!.headers.authorization);
    const from = mine.indexOf(first!);
    expect(mine.slice(from, from + 5).map(({ method }) => method)).toEqual([
      'POST',
      'GET',
      'PATCH',
      'DELETE',
      'GET',
    ]);
  });

  test('no token and no password is in the result', async () => {
    const api = ordersApi();
    await using site = await http(api.listener);
    const result = await measured(site, {
      ...ten,
      accounts: people,
      login: { ...login, headers: { 'x-api-key': 'key-4711' } },
      headers,
      tasks: {
        list: { get: '/orders', expect: { json: { total: 5 } } },
        key: {
          post: '/orders',
          body: '{"name": "a", "client_secret": "shhh-4711"}',
          expect: { status: 201 },
        },
        json: {
          post: '/orders',
          json: { name: 'a', deep: [{ password: 'shhh-4712' }] },
          expect: { status: 201 },
        },
      },
    });
    const saved = JSON.stringify(redact(result));
    for (const secret of [...api.tokens.values(), 'pw of', 'key-4711', 'shhh-4711', 'shhh-4712'])
      expect(saved).not.toContain(secret);
    expect(saved).toContain('JSON field total is not 5');
  });

  test('the page floor sends the token that its user got', async () => {
    const api = ordersApi();
    await using site = await http(api.listener);
    const result = await measured(site, {
      engine: 'autocannon',
      users: 2,
      accounts: people.slice(0, 1),
      login,
      headers,
      tasks: { page: { get: '/orders', expect: { contains: 'items' } } },
      measure: '1s',
      drain: '500ms',
    });
    expect(page(result)).toMatchObject({ failedBy: {} });
    expect(page(result).succeeded).toBeGreaterThan(0);
  });

  test('what a site makes up breaks nothing: half a letter, a long text, a secret that was expected', async () => {
    const targets: string[] = [];
    await using site = await http((request, response) => {
      targets.push(request.url!);
      response.setHeader('content-encoding', 'identity').setHeader('x-long', 'a'.repeat(10_000));
      response.end(`{"half": "\\ud800", "token": "other", "deep": ${'['.repeat(5000)}${']'.repeat(5000)}}`);
    });
    const result = await measured(site, {
      ...ten,
      tasks: {
        half: {
          steps: [
            { get: '/', take: { half: 'half', long: { header: 'x-long' } } },
            { get: '/{half}/{long}' },
          ],
        },
        secret: { get: '/', expect: { json: { token: 'hunter-2' } } },
      },
    });
    expect(task(result, 'half').failedBy).toEqual({});
    expect(targets).toContain(`/%EF%BF%BD/${'a'.repeat(10_000)}`);
    expect(Object.keys(task(result, 'secret').failedBy)).toEqual(['JSON field token is not "***"']);
  });

  test('a step that fails is named and is the last one', async () => {
    const api = ordersApi({ open: true });
    await using site = await http(api.listener);
    const result = await measured(site, {
      ...ten,
      tasks: {
        orders: {
          steps: [
            { post: '/orders', json: { name: 'a' }, expect: { status: 201 }, take: { id: 'data.number' } },
            { get: '/orders/{id}' },
          ],
        },
        missing: { steps: [{ get: '/orders' }, { get: '/orders/{user}' }, { delete: '/orders/{user}' }] },
      },
    });
    expect(Object.keys(task(result, 'orders').failedBy)).toEqual([
      'step 1 (POST /orders): JSON field data.number is missing',
    ]);
    expect(Object.keys(task(result, 'missing').failedBy)).toEqual([
      'step 2 (GET /orders/{user}): status 404',
    ]);
    expect(of(api.asked, 'DELETE', /./)).toEqual([]);
  });

  test('an address of another site is not followed', async () => {
    let asked = 0;
    await using other = await http((_, response) => {
      asked++;
      response.end();
    });
    await using site = await http((_, response) =>
      response.end(JSON.stringify({ next: `${other.url}/steal` })),
    );
    const result = await measured(site, {
      ...ten,
      tasks: { pages: { steps: [{ get: '/', take: { next: 'next' } }, { get: '{next}' }] } },
    });
    expect(Object.keys(task(result, 'pages').failedBy)).toEqual([
      'step 2 (GET {next}): the address leads to another site',
    ]);
    expect(asked).toBe(0);
  });

  test.each([
    [{ ...login, json: { user: '{name}', password: 'no' } }, 'log-in: status 401'],
    [{ ...login, take: { token: 'token' } }, 'log-in: JSON field token is missing'],
    [{ ...login, take: { token: 'auth' } }, 'log-in: JSON field auth is no text, number or boolean'],
    [{ ...login, expect: { json: { user: 'dora' } } }, 'log-in: JSON field user is not "dora"'],
  ] as const)('a log-in with %j fails by name: %s', async (wrong, cause) => {
    await using site = await http(ordersApi().listener);
    const plan = {
      ...ten,
      accounts: people,
      login: wrong,
      headers,
      tasks: { list: { get: '/orders' } },
    } as const;
    const result = await measured(site, plan);
    expect(result.login).toMatchObject({ succeeded: 0, failedBy: { [cause]: 2 } });
  });
});

test('a redirect of 307 repeats method and body, one of 303 does neither', async () => {
  const asked: string[] = [];
  await using site = await http((request, response) => {
    const { method, url, headers: fields } = request;
    asked.push(`${method} ${url} ${fields['content-type'] ?? '-'} ${fields['content-length'] ?? '-'}`);
    if (url === '/307' || url === '/303') response.writeHead(Number(url.slice(1)), { location: '/done' });
    request.resume().on('end', () => response.end());
  });
  await measured(site, {
    ...ten,
    users: 1,
    tasks: {
      both: {
        steps: [
          { put: '/307', json: {} },
          { put: '/303', json: {} },
        ],
      },
    },
  });
  const from = asked.findIndex((one) => one.startsWith('PUT'));
  expect(asked.slice(from, from + 4)).toEqual([
    'PUT /307 application/json 2',
    'PUT /done application/json 2',
    'PUT /303 application/json 2',
    'GET /done - -',
  ]);
});
