/** APIs whose users log in for a token, and whose steps use what those before them got. */
import { describe, expect, test } from 'vitest';
import type { HttpPlanInput } from '../../../load/http/plan-input.ts';
import { redact } from '../../../text/redact.ts';
import { http, measured, page, SHORT, task } from './measure.ts';
import { of, ordersApi } from './orders-api.ts';

const login = {
  post: '/token',
  json: { user: '{name}', password: '{password}' },
  take: { token: 'auth.access_token' },
} as const;
const people = ['ann', 'bob', 'cy'].map((name) => ({ name, password: `pw of ${name}` }));
const headers = { authorization: 'Bearer {token}' };

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
      ...SHORT,
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
      ...SHORT,
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
      ...SHORT,
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
      ...SHORT,
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
      ...SHORT,
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
      ...SHORT,
      accounts: people,
      login: wrong,
      headers,
      tasks: { list: { get: '/orders' } },
    } as const;
    const result = await measured(site, plan);
    expect(result.login).toMatchObject({ succeeded: 0, failedBy: { [cause]: 2 } });
  });
});
