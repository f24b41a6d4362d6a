/** What virtual users do as a browser does it: addresses, credentials, cookies, paths, codings, tokens. */
import type { IncomingMessage } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HttpPlanInput } from '../../../load/http/plan-input.ts';
import { accounts } from './django.ts';
import { floor, home, http, measured, page, run, task, tcp } from './measure.ts';

const cookie = ({ headers }: IncomingMessage, name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([^;]*)`).exec(headers.cookie ?? '')?.[1];

const few = { ...home, users: 3, wait: '20ms' } as const satisfies HttpPlanInput;
const members = { ...few, accounts: accounts(3), login: { page: '/login/' } } as const;

describe.concurrent("a site's address", () => {
  const everywhere = { ...members, login: { page: '/login/', csrf: false } } as const;

  test.each([
    ['users', { ...everywhere }],
    ['the page floor', { ...everywhere, engine: 'autocannon', wait: undefined } as const],
  ])('requests of %s stay below its path: log-in, tasks and relative redirects', async (_, plan) => {
    const asked = new Set<string>();
    await using site = await http((request, response) => {
      asked.add(`${request.method} ${request.url}`);
      if (request.method === 'POST') response.writeHead(302, { Location: '../in' }).end();
      else response.end('LAMPI');
    });
    const result = await measured({ url: `${site.url}/app/` }, plan);
    expect(task(result)).toMatchObject({ failed: 0 });
    expect([...asked].sort()).toEqual(['GET /app/', 'GET /app/in', 'GET /app/login/', 'POST /app/login/']);
    expect(result.plan.target.url).toBe(`${site.url}/app`);
  });

  test.each([
    ['users', home],
    ['the page floor', { ...floor, tasks: { home: { get: '/' } } }],
  ])('requests of %s carry its user name and password, and results do not have them', async (_, plan) => {
    const sent = new Set<string | undefined>();
    await using site = await http((request, response) => {
      sent.add(request.headers.authorization);
      response.end('LAMPI');
    });
    const url = site.url.replace('//', '//m%C3%BCller:s%3Acret@');
    const result = await measured({ url }, plan);
    expect(task(result)).toMatchObject({ failed: 0 });
    const field = `Basic ${Buffer.from('müller:s:cret').toString('base64')}`;
    expect([...sent]).toEqual([field]);
    const saved = JSON.stringify(result);
    for (const secret of ['cret', 'ller', field.slice(6)]) expect(saved).not.toContain(secret);
  });

  test('a site that is down is named without them', async () => {
    const result = await run({ url: 'http://user:secret@127.0.0.1:1/app' }, home);
    expect(result).toHaveProperty(
      'reason',
      expect.stringContaining('site http://127.0.0.1:1/app unreachable'),
    );
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('a query is refused before anything is asked', async () => {
    await expect(run({ url: 'http://user:secret@127.0.0.1:1/?tenant=1' }, home)).rejects.toThrow(
      "target: 'http://127.0.0.1:1/?tenant=1': a site has no query",
    );
  });
});

describe.concurrent('cookies', () => {
  test('one that a redirect sets goes with the next request: a session id good for one page', async () => {
    const good = new Set<string>();
    let count = 0;
    const fresh = (): string => {
      const id = `s${++count}`;
      good.add(id);
      return `sid=${id}; Path=/; HttpOnly`;
    };
    await using site = await http((request, response) => {
      if (request.method === 'POST')
        return response.writeHead(302, { Location: '/', 'Set-Cookie': fresh() }).end();
      if (request.url !== '/work') return response.end('done');
      if (!good.delete(cookie(request, 'sid') ?? '')) return response.writeHead(403).end('used');
      return response.writeHead(302, { Location: '/done', 'Set-Cookie': fresh() }).end();
    });
    const result = await measured(site, {
      ...members,
      login: { page: '/login/', csrf: false },
      tasks: { work: { get: '/work', expect: { contains: 'done' } } },
    });
    expect(task(result, 'work')).toMatchObject({ failed: 0 });
    expect(task(result, 'work').succeeded).toBeGreaterThan(10);
  });

  test('they go where Path, Secure and Max-Age let them, and no longer', async () => {
    const seen = new Set<string>();
    let begunMs = Number.POSITIVE_INFINITY;
    await using site = await http((request, response) => {
      if (request.headers.cookie === undefined) begunMs = Date.now();
      // Long enough after the end of the short one that no request is under way.
      if (Date.now() > begunMs + 1500) seen.add(`${request.url} ${request.headers.cookie}`);
      if (request.headers.cookie === undefined)
        response.setHeader('Set-Cookie', [
          'all=1; Path=/',
          'admin=2; Path=/admin',
          'safe=3; Path=/; Secure',
          'short=4; Path=/; Max-Age=1',
          'foreign=5; Domain=other.example',
        ]);
      response.end('LAMPI');
    });
    await measured(site, {
      ...few,
      users: 1,
      tasks: { home: { get: '/' }, admin: { get: '/admin/users' } },
      measure: '3s',
    });
    expect([...seen].filter((text) => !text.endsWith('undefined')).sort()).toEqual([
      '/ all=1',
      '/admin/users admin=2; all=1',
    ]);
  });
});

describe.concurrent('paths', () => {
  test('UTF-8 is percent-encoded in paths, queries, values of accounts and Locations', async () => {
    const asked = new Set<string | undefined>();
    await using site = await tcp((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        const [, target] = data.toString('latin1').split(' ');
        asked.add(target);
        const location = target === '/away' ? 'Location: /größe?q=日本\r\n' : '';
        socket.write(
          Buffer.from(
            `HTTP/1.1 ${location ? '302 Found' : '200 OK'}\r\n${location}Content-Length: 0\r\n\r\n`,
          ),
        );
      });
    });
    const result = await measured(site, {
      ...few,
      users: 1,
      accounts: [{ name: 'ä/ö?' }],
      tasks: {
        cities: { get: '/münchen' },
        spaces: { get: '/a b?q=ü' },
        mine: { get: '/of/{name}?n={name}' },
        away: { get: '/away' },
      },
      measure: '2s',
    });
    for (const name of ['cities', 'spaces', 'mine', 'away'])
      expect(task(result, name)).toMatchObject({ failed: 0 });
    // The check before the load fills names with 0.
    expect([...asked].filter((target) => !target?.includes('/of/0')).sort()).toEqual([
      '/a%20b?q=%C3%BC',
      '/away',
      '/gr%C3%B6%C3%9Fe?q=%E6%97%A5%E6%9C%AC',
      '/m%C3%BCnchen',
      '/of/%C3%A4%2F%C3%B6%3F?n=%C3%A4%2F%C3%B6%3F',
    ]);
  });
});

describe.concurrent('bodies', () => {
  test('identity is asked for, and what a site encodes all the same is read', async () => {
    const wanted = new Set<unknown>();
    const body = brotliCompressSync('LAMPI '.repeat(1000));
    await using site = await http((request, response) => {
      wanted.add(request.headers['accept-encoding']);
      response.writeHead(200, { 'Content-Encoding': 'br' });
      response.write(body.subarray(0, 5));
      setImmediate(() => response.end(body.subarray(5)));
    });
    expect(task(await measured(site, few))).toMatchObject({ failed: 0 });
    expect([...wanted]).toEqual(['identity']);
    expect(Object.keys(page(await measured(site, { ...floor, users: 1 })).failedBy)).toEqual([
      'body unreadable: its content coding br cannot be undone',
    ]);
  });

  test.each([
    ['users', { ...few, wait: '300ms' }, 'home'],
    ['the page floor', { ...floor, users: 2 }, 'page'],
  ] as const)(
    '%s: no endless body is read: more than the limit is a failure with its cause',
    async (_, plan, name) => {
      let asked = 0;
      await using site = await http((_request, response) => {
        // The check before the load, and the one after it.
        if (asked++ === 0) return response.end('LAMPI');
        const pump = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(2 ** 16, 'x')));
        };
        response.on('drain', pump);
        return pump();
      });
      const result = await measured(site, { ...plan, bodyLimit: '1MiB' });
      expect(Object.keys(task(result, name).failedBy)).toEqual([
        'body too large: more than 1.0 MiB (bodyLimit)',
      ]);
      expect(task(result, name).failed).toBe(task(result, name).begun);
    },
  );
});

describe.concurrent('a token against forged requests', () => {
  /** Like Django: the form's field, or a header, has to be the cookie, which changes with the log-in. */
  const guarded = (where: 'form' | 'header') => {
    let count = 0;
    return http(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const token = cookie(request, 'csrftoken');
      const form = (value = '') =>
        `<form><input type=hidden name="csrfmiddlewaretoken" value="${value}"></form>`;
      const fresh = () => `csrftoken=t&${++count}; Path=/`;
      if (request.method === 'GET') {
        if (request.url !== '/login/') return response.end('welcome');
        const set = fresh();
        response.setHeader('Set-Cookie', set);
        return response.end(form(/=([^;]*)/.exec(set)![1]!.replace('&', '&amp;')));
      }
      const login = request.url === '/login/';
      const sent =
        where === 'form' || login
          ? new URLSearchParams(body).get('csrfmiddlewaretoken')
          : request.headers['x-csrftoken'];
      if (!token || sent !== token) return response.writeHead(403).end('CSRF verification failed.');
      if (login) return response.writeHead(302, { Location: '/', 'Set-Cookie': fresh() }).end();
      response.setHeader('Set-Cookie', fresh());
      return response.end('saved');
    });
  };

  test.each([
    ['form', { form: { name: 'lamp', csrfmiddlewaretoken: '{csrf}' } }],
    ['header', { form: { name: 'lamp' }, headers: { 'X-CSRFToken': '{csrf}' } }],
  ] as const)('%s: {csrf} is the token that the session has now', async (where, how) => {
    await using site = await guarded(where);
    const save = { post: '/device', ...how, expect: { contains: 'saved' } };
    const result = await measured(site, { ...members, tasks: { save } });
    expect(result.login.failedBy).toEqual({});
    expect(task(result, 'save')).toMatchObject({ failed: 0 });
    expect(task(result, 'save').succeeded).toBeGreaterThan(10);
  });

  test('a session that was given none is told with the status it got', async () => {
    await using site = await http((request, response) => {
      if (request.method === 'POST') response.statusCode = 403;
      response.end('LAMPI');
    });
    const save = { post: '/device', form: { token: '{csrf}' } };
    const result = await measured(site, { ...few, tasks: { save }, csrf: { field: 'token' } });
    expect(Object.keys(task(result, 'save').failedBy)).toEqual([
      'status 403: CSRF token missing: the page has no field token',
    ]);
  });
});
