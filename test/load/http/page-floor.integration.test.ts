import { expect, test } from 'vitest';
import { type HttpPlanInput, readHttpPlan } from '../../../load/http/plan-input.ts';
import { slo } from '../../../slo/promise.ts';
import { accounts, djangoLike, type Visit } from './django.ts';
import { http, measured, run, task, tcp, verdict } from './measure.ts';

const floor = {
  engine: 'autocannon',
  users: 8,
  tasks: { page: { get: '/lampi', expect: { contains: 'LAMPI' } } },
  measure: '1s',
  drain: '500ms',
} as const satisfies HttpPlanInput;

const page = (result: Parameters<typeof task>[0]) => task(result, 'page');

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

test('the result says which engine it was, and that the loop was closed', async () => {
  await using site = await http((_, response) => setTimeout(() => response.end('LAMPI'), 20));
  const result = await measured(site, floor);
  expect(result.plan).toMatchObject({ engine: 'autocannon', pace: { model: 'closed', waitMs: [0, 0] } });
  expect(result.generator).toMatchObject({ loop: 'closed', generatorBound: false });
  expect(result.series.users[0]).toBe(floor.users);
  expect(verdict(result, slo({ 'http.p50': '>= 20ms', 'http.p95': '< 200ms', 'http.failed': '= 0' }))).toBe(
    'pass',
  );
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

test('a connection the site closes between two pages is no failure, and does not spoil the times after it', async () => {
  const answers = new WeakMap<object, number>();
  await using site = await http(({ socket }, response) => {
    const answered = (answers.get(socket) ?? 0) + 1;
    answers.set(socket, answered);
    if (answered > 5) socket.destroy();
    else setTimeout(() => response.end('LAMPI'), 10);
  });
  const result = await measured(site, floor);
  expect(page(result).failedBy).toEqual({});
  expect(verdict(result, slo({ 'http.p50': '< 20ms' }))).toBe('pass');
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

test.each([{ wait: '1s' }, { tasks: { a: { get: '/' }, b: { get: '/' } } }, { tasks: { a: { post: '/' } } }])(
  'autocannon cannot do %j',
  (change) => {
    expect(() => readHttpPlan({ ...floor, ...change } as HttpPlanInput, { url: 'http://127.0.0.1' })).toThrow(
      'autocannon carries out one get task without wait',
    );
  },
);
