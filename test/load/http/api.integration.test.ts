import { describe, expect, test } from 'vitest';
import { http, measured, SHORT, task } from './measure.ts';
import { of, ordersApi } from './orders-api.ts';

describe.concurrent('an API without a session', () => {
  test('each method arrives with its fields and its body', async () => {
    const api = ordersApi({ open: true });
    await using site = await http(api.listener);
    api.orders.set('7', { owner: 'anyone', name: 'lamp' });
    const result = await measured(site, {
      ...SHORT,
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
      ...SHORT,
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
    const result = await measured(site, { ...SHORT, tasks: { list: { get: '/', cache: true } } });
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
    const result = await measured(site, { ...SHORT, tasks: { list: { get: '/orders', expect: expected } } });
    expect(Object.keys(task(result, 'list').failedBy)).toEqual([cause]);
  });

  test('an answer that is not JSON is counted as such', async () => {
    await using site = await http((_, response) => response.end('<html>'));
    const result = await measured(site, {
      ...SHORT,
      tasks: { list: { get: '/', expect: { json: { a: 1 } } } },
    });
    expect(Object.keys(task(result, 'list').failedBy)).toEqual(['body is not JSON']);
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
    ...SHORT,
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
  // The check before the load asks for a page by GET.
  const byUser = asked.filter((one) => !one.startsWith('GET /307'));
  const from = byUser.findIndex((one) => one.startsWith('PUT'));
  expect(byUser.slice(from, from + 4)).toEqual([
    'PUT /307 application/json 2',
    'PUT /done application/json 2',
    'PUT /303 application/json 2',
    'GET /done - -',
  ]);
});
