import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Conductor, conduct } from '../../../load/fleet/conductor.ts';
import { HTTP } from '../../../load/http/kind.ts';
import { type HttpPlanInput, readHttpPlan } from '../../../load/http/plan-input.ts';
import { allMetrics } from '../../../slo/judge/all-metrics.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { accounts, djangoLike, type Visit } from './django.ts';
import { home, http, measured, task, verdict } from './measure.ts';

const lampi = {
  users: 20,
  accounts: accounts(50),
  login: { page: '/accounts/login/' },
  tasks: {
    home: { get: '/', weight: 100, expect: { contains: 'LAMPI of' } },
    lampi: { get: '/lampi', weight: 80, expect: { contains: 'LAMPI' } },
    device: { get: '/lampi/device/{deviceId}', weight: 75, expect: { contains: 'LAMPI device' } },
  },
  wait: ['5ms', '20ms'],
  measure: '2s',
  drain: '500ms',
  apdex: '100ms',
  windows: { late: ['1s', '2s'] },
} as const satisfies HttpPlanInput;

describe.concurrent('virtual users', () => {
  test('users log in, each with an account of its own, and do weighted tasks as themselves', async () => {
    const visits: Visit[] = [];
    await using site = await http(djangoLike(visits));
    const result = await measured(site, lampi);
    expect(result.login).toMatchObject({ attempted: 20, succeeded: 20, failed: 0 });
    expect(result.targetFaults).toEqual([]);
    const { tasks } = result.windows.measure!;
    for (const one of Object.values(tasks)) expect(one).toMatchObject({ failed: 0, failedBy: {} });
    expect(new Set(visits.map(({ user }) => user)).size).toBe(20);
    const all = tasks.home!.begun + tasks.lampi!.begun + tasks.device!.begun;
    expect(all).toBeGreaterThan(500);
    expect(tasks.home!.begun / all).toBeCloseTo(100 / 255, 1);
    expect(tasks.device!.begun / all).toBeCloseTo(75 / 255, 1);
    expect(result.windows.late!.tasks.home!.begun).toBeLessThan(tasks.home!.begun);
    expect(result.generator.loop).toBe('closed');
    expect(result.series.users.slice(0, 2)).toEqual([20, 20]);
    const seconds = result.series.tasks.home!.succeeded.slice(0, 2).reduce((a, b) => a + b);
    expect(seconds).toBeGreaterThan(0.9 * tasks.home!.succeeded);

    const promise = slo({
      'http.failed': '= 0',
      'device/http.p50': '< 1s',
      'login.p50': '< 2s',
      'login.failed': '= 0',
      apdex: '> 0.5',
      'http.rate': '> 100/s',
    });
    expect(judge(result, promise).reasons).toEqual([]);
    const metrics = allMetrics(result, null);
    expect(metrics['http.rate']!.value).toBeCloseTo(all / 2, -1);
    expect(metrics['device/http.p99']).toBeDefined();
    expect(metrics['http.p50@late']).toBeDefined();
    expect(metrics.apdex!.value).toBeGreaterThan(0.5);
  });

  test('the same seed gives the same users and tasks, however many agents there are', async () => {
    const chosen = async (agents: number): Promise<string[]> => {
      const visits: Visit[] = [];
      await using site = await http(djangoLike(visits));
      const conductor = new Conductor(HTTP);
      await conductor.run(readHttpPlan({ ...lampi, users: 6, measure: '1s', windows: {} }, site, { agents }));
      await conductor.dismiss();
      const byUser = new Map<string, string[]>();
      for (const { user, path } of visits) byUser.set(user, [...(byUser.get(user) ?? []), path]);
      return [...byUser].map(([user, paths]) => `${user}: ${paths.slice(1, 8).join(' ')}`).sort();
    };
    expect(await chosen(1)).toEqual(await chosen(3));
  });

  test('a crowd grows from hold to hold: only new users log in', async () => {
    const visits: Visit[] = [];
    await using site = await http(djangoLike(visits));
    const plan = (users: number) =>
      readHttpPlan({ ...lampi, users, spawn: '50/s', measure: '1s', windows: {} }, site);
    const conductor = new Conductor(HTTP);
    const results = [];
    for (const users of [10, 20, 5, 12]) results.push(await conductor.run(plan(users)));
    await conductor.dismiss();
    expect(results.map((it) => it.status === 'measured' && it.login.attempted)).toEqual([10, 10, 0, 7]);
    expect(results.map((it) => it.series.users[0])).toEqual([10, 20, 5, 12]);
    for (const result of results) expect(verdict(result, slo({ 'http.failed': '= 0' }))).toBe('pass');
    expect(await conductor.run(plan(3))).toMatchObject({ status: 'invalid' });
  });

  test('users that are to come at 50/s do', async () => {
    await using site = await http(djangoLike([]));
    const startedMs = performance.now();
    await measured(site, { ...lampi, users: 50, spawn: '50/s', measure: '100ms', windows: {} });
    expect(performance.now() - startedMs).toBeGreaterThan(1000);
  });

  test('arrivals are an open loop: tasks begin on schedule though answers take long', async () => {
    await using site = await http((_, response) => setTimeout(() => response.end('LAMPI'), 50));
    const { wait: _, ...open } = { ...home, users: 100, arrivals: '100/s' } as const;
    const result = await measured(site, open);
    expect(task(result).begun).toBe(100);
    expect(result.generator).toMatchObject({ loop: 'open', unsentByTarget: 0, unsentByGenerator: 0 });
  });

  test('steps of rate begin with the first in the warm-up, and each lasts as long as it says', async () => {
    await using site = await http((_, response) => response.end('LAMPI'));
    const { wait: _, ...open } = home;
    const rate = [
      ['1s', '20/s'],
      ['500ms', '200/s'],
      ['10s', '40/s'],
    ] as const;
    const windows = { calm: ['0s', '1s'], spike: ['1s', '1500ms'], after: ['1500ms', '2s'] } as const;
    const result = await measured(site, { ...open, rate, warmup: '500ms', measure: '2s', windows });
    const begun = Object.values(result.windows).map(({ tasks }) => tasks.home!.begun);
    expect(begun).toEqual([140, 20, 100, 20]);
    expect(judge(result, slo({ 'http.rate': '= 100% of offered' })).verdict).toBe('pass');
  });

  test('tasks that begin at random moments are all accounted for, whoever carries them out', async () => {
    await using site = await http((_, response) => response.end('LAMPI'));
    const { wait: _, ...open } = home;
    const plan = readHttpPlan({ ...open, rate: '200/s', arrival: 'poisson' }, site, { agents: 2 });
    const result = await conduct(HTTP, plan);
    if (result.status === 'invalid') throw new Error(result.reason);
    expect(Math.abs(task(result).begun - 200)).toBeLessThan(60);
    expect(judge(result, slo({ 'http.rate': '= 100% of offered', 'http.failed': '= 0' })).verdict).toBe(
      'pass',
    );
  });

  test('an open loop against a site too slow for it counts the wait, and blames the site', async () => {
    await using site = await http((_, response) => setTimeout(() => response.end('LAMPI'), 400));
    const { wait: _, ...open } = { ...home, users: 2, arrivals: '20/s' } as const;
    const result = await measured(site, open);
    expect(result.generator.unsentByTarget).toBeGreaterThan(5);
    expect(result.generator.unsentByGenerator).toBe(0);
    expect(judge(result, slo({ 'http.p50': '< 300ms' })).verdict).not.toBe('pass');
  });

  test('a module takes the place of weights and waits', async () => {
    const paths: string[] = [];
    await using site = await http((request, response) => {
      paths.push(request.url ?? '');
      response.end('LAMPI');
    });
    const module = new URL('./behaviour.ts', import.meta.url).pathname;
    const tasks = { a: { get: '/a' }, b: { get: '/b' } };
    const result = await measured(site, { ...home, users: 1, tasks, module });
    // The first two asked whether the site answers, and whether it is free.
    expect(paths.slice(2, 8)).toEqual(['/a', '/b', '/b', '/a', '/b', '/b']);
    expect(task(result, 'b').begun).toBeGreaterThan(task(result, 'a').begun);
  });

  test('no agent begins before each is there, however late one of them is', async () => {
    await using site = await http((_, response) => response.end('LAMPI'));
    const folder = mkdtempSync(join(tmpdir(), 'users-test-'));
    const module = join(folder, 'behaviour.mjs');
    writeFileSync(
      module,
      `import { mkdirSync } from 'node:fs';
let first = true;
try { mkdirSync(${JSON.stringify(join(folder, 'first'))}) } catch { first = false }
if (!first) await new Promise((resolve) => setTimeout(resolve, 1000));
export default () => ({ task: 'home', waitMs: 10 });
`,
    );
    const conductor = new Conductor(HTTP);
    try {
      const result = await conductor.run(readHttpPlan({ ...home, module }, site, { agents: 2 }));
      expect(result).toMatchObject({ status: 'measured', series: { users: { 0: 10 } } });
    } finally {
      await conductor.dismiss();
      rmSync(folder, { recursive: true });
    }
  });

  test('a connection the site closed for idleness is no failure', async () => {
    const plain = (await import('node:http')).createServer({ keepAliveTimeout: 20 }, (_, response) => {
      response.end('LAMPI');
    });
    const { listening } = await import('./measure.ts');
    await using site = await listening(plain);
    const result = await measured(site, { ...home, wait: ['10ms', '1200ms'], measure: '2s' });
    expect(task(result).failedBy).toEqual({});
    expect(task(result).succeeded).toBeGreaterThan(15);
  });

  test('who is turned away at the log-in comes again, counted as one user', async () => {
    // The first question of each run is whether the site answers, the last one whether it is free.
    let closedFor = 3;
    await using site = await http((request, response) => {
      if (request.method !== 'GET') response.writeHead(302, { Location: '/' }).end();
      else if (request.url === '/login/' && closedFor-- > 0) response.writeHead(502).end();
      else response.end('LAMPI');
    });
    const login = { page: '/login/', csrf: false, attempts: 2 } as const;
    const accounts = [{ username: 'a', password: 'b' }];
    const plan = { ...home, users: 1, accounts, login, measure: '500ms' } as const;
    const first = await measured(site, plan);
    expect(first.login).toMatchObject({
      attempted: 1,
      failed: 1,
      failedBy: { 'log-in page: status 502': 1 },
      turnedAwayBy: { 'log-in page: status 502': 1 },
    });
    closedFor = 2;
    const second = await measured(site, plan);
    expect(second.login).toMatchObject({ attempted: 1, succeeded: 1, failed: 0 });
    expect(second.login.turnedAwayBy).toEqual({ 'log-in page: status 502': 1 });
    expect(task(second).succeeded).toBeGreaterThan(0);
  });
});
