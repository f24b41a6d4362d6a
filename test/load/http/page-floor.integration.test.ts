import { describe, expect, test } from 'vitest';
import { type HttpPlanInput, readHttpPlan } from '../../../load/http/plan-input.ts';
import { accounts, djangoLike, type Visit } from './django.ts';
import { floor, http, measured, page, run, tcp, verdict } from './measure.ts';

describe.concurrent('the page floor', () => {
  test('as many pages are counted as the site served, less those under way at the end', async () => {
    const visits: Visit[] = [];
    await using site = await http(djangoLike(visits));
    const members = { accounts: accounts(3), login: { page: '/accounts/login/' } };
    const path = { page: { get: '/lampi/device/{deviceId}', expect: { contains: 'LAMPI device' } } };
    const result = await measured(site, { ...floor, ...members, tasks: path });
    const served = visits.filter((visit) => visit.path.startsWith('/lampi/device/'));
    expect(new Set(served.map(({ user }) => user)).size).toBe(1);
    expect(result.login).toMatchObject({ attempted: 1, succeeded: 1 });
    expect(page(result)).toMatchObject({ failed: 0, failedBy: {} });
    expect(page(result).begun).toBe(page(result).succeeded);
    expect(served.length - page(result).succeeded).toBeGreaterThanOrEqual(0);
    // Each connection is ended when it would ask once more, and the site may have heard that question.
    expect(served.length - page(result).succeeded).toBeLessThanOrEqual(floor.users);
  });

  test('answers of another status or with another body are failures, counted by cause', async () => {
    let served = 0;
    await using site = await http((_, response) => {
      served++;
      if (served % 10 === 0) response.statusCode = 500;
      setTimeout(() => response.end(served % 10 === 5 ? 'Sorry' : 'LAMPI'), 1);
    });
    const { succeeded, failed, failedBy, begun } = page(await measured(site, floor));
    expect(Object.keys(failedBy).sort()).toEqual(['status 500', 'wrong body']);
    expect(failedBy['status 500']! / begun).toBeCloseTo(0.1, 1);
    expect(succeeded + failed).toBe(begun);
  });

  test('a page that is not answered in time fails', async () => {
    let served = 0;
    await using site = await http((_, response) => {
      if (++served % 500 !== 0) setTimeout(() => response.end('LAMPI'), 5);
    });
    const { failedBy } = page(
      await measured(site, { ...floor, timeout: '1s', measure: '3s', drain: '1500ms' }),
    );
    expect(Object.keys(failedBy)).toEqual(['time-out: no answer']);
  });

  test('a head without an end is not kept: the page fails', async () => {
    const line = `x: ${'x'.repeat(1000)}\r\n`.repeat(60);
    await using site = await tcp((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const more = () => {
          while (!socket.destroyed && socket.write(line));
        };
        socket.on('drain', more);
        more();
      });
    });
    const { failed, failedBy } = page(await measured(site, { ...floor, timeout: '1s', drain: '1s' }));
    expect(failedBy).toEqual({ 'malformed: the head of the answer has no end': failed });
  });

  test('a site that dies meanwhile: refused is counted apart, and it is down afterwards', async () => {
    let answers = 0;
    const site = await http((_, response) => {
      response.end('LAMPI');
      if (++answers === 300) void site[Symbol.asyncDispose]();
    });
    const result = await measured(site, { ...floor, measure: '2s' });
    expect(page(result).succeeded).toBeGreaterThan(100);
    expect(page(result).failedBy['connection refused']).toBeGreaterThan(0);
    expect(result.targetDown).toBe('connection refused');
    expect(verdict(result)).toBe('fail');
  });

  test('a site that is down before: nothing is measured, and the reason says refused', async () => {
    const gone = await tcp(() => {});
    await gone[Symbol.asyncDispose]();
    expect(await run(gone, floor)).toMatchObject({
      status: 'invalid',
      cause: 'target-never-came-up',
      reason: expect.stringContaining('an HTTP answer is required, got: connection refused'),
    });
  });

  test('nobody can log in: no page is asked for, and the log-in is the failure', async () => {
    await using site = await http(djangoLike([], { refuse: true }));
    const result = await measured(site, {
      ...floor,
      accounts: accounts(1),
      login: { page: '/accounts/login/' },
    });
    expect(page(result).begun).toBe(0);
    expect(result.targetFaults[0]).toMatch('log-in refused');
    expect(verdict(result)).toBe('fail');
  });
});

test.each([{ wait: '1s' }, { tasks: { a: { get: '/' }, b: { get: '/' } } }, { tasks: { a: { post: '/' } } }])(
  'autocannon cannot do %j',
  (change) => {
    expect(() => readHttpPlan({ ...floor, ...change } as HttpPlanInput, { url: 'http://127.0.0.1' })).toThrow(
      'autocannon carries out one get task without wait',
    );
  },
);
