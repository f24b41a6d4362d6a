import { describe, expect, test } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { aHttpRun, encoded, type HttpRunShape } from './a-run.ts';

const judged = (shape: HttpRunShape, promise: PromiseInput) => {
  const { verdict, reasons } = judge(aHttpRun(shape), slo(promise));
  return { verdict, why: reasons.join('\n') };
};
const OUT_OF_FILES = 'too many open files';
const agent = (rest: object) => ({
  perAgent: [{ ...aHttpRun({ tasks: {} }).generator.perAgent[0]!, ...rest }],
});

describe('an Apdex below its bound', () => {
  // 60 satisfied, 20 tolerated, 10 not, 10 failed: 0.7 of 100.
  const http = [
    [100, 60],
    [1000, 20],
    [3000, 10],
  ] as const;
  const home = { http, failedBy: { refused: 10 } } as const;
  const apdex = (bound: string, task: object = home, rest: Partial<HttpRunShape> = {}) =>
    judged({ tasks: { home: task }, ...rest }, { apdex: bound } as PromiseInput);

  test('fails, and names what failed', () => {
    expect(apdex('>= 0.7').verdict).toBe('pass');
    expect(apdex('>= 0.71')).toEqual({ verdict: 'fail', why: expect.stringContaining('10 tasks failed') });
    expect(apdex('>= 0.8', { http }).why).toMatch(/\(n = 90\)$/);
  });

  test('above its bound fails, whatever the generator did', () => {
    const late = { http, service: [[1, 90]], lag: [[900, 90]] };
    expect([apdex('< 0.5', late).verdict, apdex('<= 0.5', late).verdict]).toEqual(['fail', 'fail']);
  });

  test('is not told where failures for want of our own files could turn it', () => {
    const ours = { http, failedBy: { [OUT_OF_FILES]: 10 } };
    // Of 90: 70 / 90 = 0.778.
    expect(apdex('>= 0.77', ours)).toEqual({
      verdict: 'invalid',
      why: expect.stringContaining('10 tasks failed on the generator'),
    });
    expect(apdex('>= 0.78', ours).verdict).toBe('fail');
  });

  test('is 0 where nothing was answered', () => {
    const nothing = { http: [], lag: [[1, 1]], failedBy: { refused: 10 } };
    expect(apdex('>= 0.1', nothing)).toEqual({ verdict: 'fail', why: expect.stringContaining('apdex 0,') });
    const allOurs = { http: [], lag: [[1, 1]], failedBy: { [OUT_OF_FILES]: 10 } };
    expect(apdex('>= 0.1', allOurs).verdict).toBe('fail');
  });

  test('is ours where it is met on service time, and the rest is our own lag', () => {
    const slow = [
      [100, 45],
      [700, 45],
    ] as const;
    const late = (lagMs: number) => ({
      http: slow,
      service: [
        [50, 45],
        [150, 45],
      ],
      lag: [[lagMs, 90]],
    });
    // Response is 400 ms in the mean, service 100 ms: half of 300 ms have to be lag.
    expect(apdex('>= 0.9', late(155))).toEqual({
      verdict: 'invalid',
      why: expect.stringMatching(/schedule lag.*; add agents or use fewer users/),
    });
    expect(apdex('>= 0.9', late(145)).verdict).toBe('fail');
    const slowToo = { ...late(155), service: slow };
    expect(apdex('>= 0.9', slowToo).verdict).toBe('fail');
  });

  test('is excused by a stall as far as that can have delayed answers, and as many of them', () => {
    const slow = {
      http: [
        [100, 500],
        [700, 500],
      ],
    } as const;
    const stalled = (durationMs: number, bound: string) =>
      apdex(bound, slow, { generator: agent({ stalls: [{ atMs: 2000, durationMs }] }) }).verdict;
    // 0.75; a stall of 300 ms touched at most 6 % of 10 s.
    expect(stalled(300, '>= 0.8')).toBe('invalid');
    expect(stalled(300, '>= 0.82')).toBe('fail');
    expect(stalled(150, '>= 0.76')).toBe('fail');
  });
});

describe('failures', () => {
  const failing = (failedBy: Record<string, number>) =>
    ({ tasks: { home: { http: [[20, 900]], failedBy } } }) as const;

  test('as a share are of all that ended', () => {
    expect(judged(failing({ reset: 100 }), { 'http.failed.share': '<= 10%' }).verdict).toBe('pass');
    expect(judged(failing({ reset: 101 }), { 'http.failed.share': '<= 10%' }).verdict).toBe('fail');
  });

  test('of our own are left out of the share: it is not told where it is kept without them', () => {
    const mixed = failing({ reset: 100, [OUT_OF_FILES]: 50 });
    expect(judged(mixed, { 'http.failed.share': '<= 10%' }).verdict).toBe('invalid');
    expect(judged(mixed, { 'http.failed.share': '<= 9%' })).toEqual({
      verdict: 'fail',
      why: expect.stringMatching(/: reset: 100$/),
    });
    expect(judged(mixed, { 'http.failed': '<= 100' }).verdict).toBe('invalid');
    expect(judged(mixed, { 'http.failed': '<= 99' }).verdict).toBe('fail');
  });

  test('to log in are judged the same way', () => {
    const failedBy = { 'status 403': 2, [OUT_OF_FILES]: 3 };
    const shape = { tasks: { home: {} }, login: { succeeded: 95, failed: 5, failedBy } };
    expect(judged(shape, { 'login.failed': '<= 2' })).toEqual({
      verdict: 'invalid',
      why: expect.stringContaining('3 users failed on the generator'),
    });
    expect(judged(shape, { 'login.failed': '<= 1' }).verdict).toBe('fail');
  });

  test('to log in are none where all were there already, and not known where nobody has to', () => {
    const nobody = { attempted: 0, succeeded: 0, latency: null, service: null };
    expect(judged({ tasks: { home: {} }, login: nobody }, { 'login.failed': '= 0' }).verdict).toBe('pass');
    expect(judged({ tasks: { home: {} }, plan: { login: null } }, { 'login.failed': '= 0' })).toEqual({
      verdict: 'invalid',
      why: expect.stringContaining('the plan has no log-in'),
    });
  });
});

describe('a row without a figure says why', () => {
  const nothing = { tasks: { home: { http: [], lag: [[1, 1]] } } } as const;
  const noLogin = { attempted: 0, succeeded: 0, latency: null, service: null };

  test.each<[string, HttpRunShape, PromiseInput, 'fail' | 'invalid', RegExp]>([
    ['no task was begun', nothing, { 'http.p99': '< 1s' }, 'invalid', /no task was begun in the window/],
    ['no task ended', nothing, { 'http.rate': '> 0/s' }, 'invalid', /no task ended in the window/],
    [
      'no task succeeded',
      { tasks: { home: { http: [], lag: [[1, 1]], failedBy: { refused: 3 } } } },
      { 'http.p99': '< 1s' },
      'fail',
      /none of 3 tasks succeeded.*: 3 tasks failed \(refused: 3\)/,
    ],
    [
      'no task succeeded, for want of our own files',
      { tasks: { home: { http: [], lag: [[1, 1]], failedBy: { [OUT_OF_FILES]: 3 } } } },
      { 'http.p99': '< 1s' },
      'invalid',
      /none of 3 tasks succeeded.*: 3 tasks failed on the generator/,
    ],
    [
      'the plan has no log-in, whatever failed',
      { tasks: { home: {} }, plan: { login: null }, login: { ...noLogin, failedBy: { refused: 1 } } },
      { 'login.p50': '< 1s' },
      'invalid',
      /the plan has no log-in/,
    ],
    [
      'nobody was new',
      { tasks: { home: {} }, login: { ...noLogin, failedBy: { refused: 1 } } },
      { 'login.p50': '< 1s' },
      'invalid',
      /no user was new: all had logged in before/,
    ],
    [
      'nobody could log in',
      { tasks: { home: {} }, login: { ...noLogin, attempted: 9, failed: 9, failedBy: { refused: 9 } } },
      { 'login.p50': '< 1s' },
      'fail',
      /nobody could log in.*: 9 users could not log in \(refused: 9\)/,
    ],
    [
      'the plan gives no T, whatever failed',
      { tasks: { home: { failedBy: { refused: 3 } } }, plan: { apdexMs: null } },
      { apdex: '>= 0.5' },
      'invalid',
      /the plan has no Apdex T/,
    ],
    [
      'there is no such window',
      { tasks: { home: {} } },
      { 'shop/http.p99': '< 1s' },
      'invalid',
      /the run has no task "shop"/,
    ],
  ])('%s', (_, shape, promise, verdict, why) => {
    expect(judged(shape, promise)).toEqual({ verdict, why: expect.stringMatching(why) });
  });

  test('an Apdex with a T is the doing of the site where nothing ended but failures of another task', () => {
    const run = aHttpRun({ tasks: { home: {} } });
    const { reasons } = judge(run, slo({ 'http.p99': '< 1s' }), { window: 'after' });
    expect(reasons[0]).toMatch(/the run has no window "after"\. It has: measure\./);
  });
});

describe('a log-in beyond its bound', () => {
  const slow = { latency: encoded([[3000, 100]]), service: encoded([[3000, 100]]) };
  // Of 100 users, ten come in a second; they wait a minute at most before the measurement begins.
  const shape = (atMs: number, durationMs: number, rest: Partial<HttpRunShape> = {}) => ({
    ...{ tasks: { home: {} }, login: slow, generator: agent({ stalls: [{ atMs, durationMs }] }) },
    ...rest,
  });
  const p50: PromiseInput = { 'login.p50': '< 1s' };

  test('is excused by a stall while the users joined that touched half of them', () => {
    expect(judged(shape(-40_000, 13_000), p50).verdict).toBe('invalid');
    expect(judged(shape(-40_000, 3000), p50).verdict).toBe('fail');
  });

  test('is not excused by a stall long before, nor by one in the measurement', () => {
    expect(judged(shape(-99_000, 10_000), p50).verdict).toBe('fail');
    expect(judged(shape(100, 9000), p50).verdict).toBe('fail');
    const warm = { plan: { warmupMs: 5000 } };
    expect(judged(shape(-4500, 20_000, warm), p50).verdict).toBe('fail');
    expect(judged(shape(-18_500, 13_400, warm), p50).verdict).toBe('invalid');
  });

  test('needs more users, and says so', () => {
    expect(judged({ tasks: { home: {} } }, { 'login.p99': '< 1s' })).toEqual({
      verdict: 'invalid',
      why: expect.stringMatching(/: p99 needs 1,000 log-ins, got 100: judge p90$/),
    });
  });

  test('is judged whatever the generator left undone in the measurement', () => {
    const generator = { loop: 'open', offered: 1000, unsentByGenerator: 500 } as const;
    expect(judged({ tasks: { home: {} }, generator }, { 'login.p50': '< 1s' }).verdict).toBe('pass');
  });
});

describe('tasks that were due and never begun', () => {
  // 3,000 due in 10 s, of which 2,000 were begun.
  const arrivals = (unsentByTarget: number, unsentByGenerator: number): HttpRunShape => ({
    tasks: { home: {} },
    plan: { pace: { model: 'open', tasksPerSecond: 300 } },
    generator: { loop: 'open', offered: 100_000, unsentByTarget, unsentByGenerator },
  });
  const p99: PromiseInput = { 'http.p99': '< 50ms' };

  test('are requests without an answer where their users waited for the site', () => {
    expect(judged(arrivals(1000, 0), p99)).toEqual({
      verdict: 'fail',
      why: expect.stringContaining('1,000 of 3,000 failed or were never begun'),
    });
    expect(judged(arrivals(750, 250), p99).why).toContain('750 of 2,750 failed or were never begun');
    expect(judged(arrivals(0, 1000), p99).verdict).toBe('pass');
  });

  test('are no more than were not begun in the window, nor than were left in all', () => {
    expect(judged(arrivals(8000, 0), p99).why).toContain('1,000 of 3,000 failed or were never begun');
    expect(judged(arrivals(40, 0), p99).why).toContain('40 of 2,040 failed or were never begun');
  });

  test('are shared out among tasks by their weight', () => {
    const { tasks } = aHttpRun({ tasks: { home: {}, shop: {} } }).plan;
    const weighted = tasks.map((task) => ({ ...task, weight: task.name === 'shop' ? 3 : 1 }));
    const shape: HttpRunShape = {
      ...arrivals(2000, 0),
      tasks: { home: {}, shop: {} },
      plan: { tasks: weighted, pace: { model: 'open', tasksPerSecond: 600 } },
    };
    // Of 6,000 due 4,000 were begun; three of four are the shop's.
    expect(judged(shape, { 'shop/http.p99': '< 50ms' }).why).toContain('1,500 of 3,500 failed or were');
    expect(judged(shape, { 'home/http.p99': '< 50ms' }).why).toContain('500 of 2,500 failed or were');
  });

  test('say nothing of how late the generator began on others', () => {
    expect(judged(arrivals(1000, 0), { 'schedule.lag.p99': '< 10ms' }).verdict).toBe('pass');
    const late = { tasks: { home: { lag: [[80, 2000]], failedBy: { refused: 900 } } } } as const;
    expect(judged(late, { 'schedule.lag.p99': '< 10ms' })).toEqual({
      verdict: 'invalid',
      why: expect.stringContaining('add agents or use fewer users'),
    });
    expect(
      judged({ tasks: { home: { failedBy: { refused: 900 } } } }, { 'schedule.lag.p99': '< 10ms' }).verdict,
    ).toBe('pass');
  });
});

describe('users who could not log in for want of our own files', () => {
  const p99: PromiseInput = { 'http.p99': '< 50ms' };
  const ranOut = (failed: number, rest: Partial<HttpRunShape> = {}): HttpRunShape => ({
    ...{ tasks: { home: {} }, login: { failed, failedBy: { [OUT_OF_FILES]: failed } } },
    ...rest,
  });

  test('make a load another one where they are more than one in a hundred', () => {
    // Of 1,000 users.
    expect(judged(ranOut(10), p99).verdict).toBe('pass');
    expect(judged(ranOut(11), p99)).toEqual({
      verdict: 'invalid',
      why: expect.stringContaining('11 users failed on the generator'),
    });
  });

  test('take as many tasks on them as they would have begun, and no more', () => {
    // 10 of 1,000 users would have begun 30 of 3,000 tasks.
    const plan = { pace: { model: 'open', tasksPerSecond: 300 } } as const;
    const unbegun = (unsentByTarget: number) => {
      const generator = { loop: 'open', offered: 3000, unsentByTarget } as const;
      const http = [[20, 3000 - unsentByTarget]] as const;
      return judged(ranOut(10, { plan, generator, tasks: { home: { http } } }), p99);
    };
    expect(unbegun(30).verdict).toBe('pass');
    expect(unbegun(100)).toEqual({ verdict: 'fail', why: expect.stringContaining('70 of ') });
  });
});

describe('a response time beyond its bound', () => {
  test('is the doing of the site where its users waited for it before they could begin', () => {
    const waiting = { http: [[300, 2000]], service: [[20, 2000]], lag: [[1, 2000]] } as const;
    expect(judged({ tasks: { home: waiting } }, { 'http.p99': '< 100ms' })).toEqual({
      verdict: 'fail',
      why: expect.stringMatching(/: users waited for the target/),
    });
  });

  test('of a load that was not put on says how much of it was left', () => {
    const generator = { loop: 'open', offered: 1000, unsentByGenerator: 50 } as const;
    expect(judged({ tasks: { home: {} }, generator }, { 'http.p99': '< 50ms' }).why).toContain(
      'the generator did not begin 50 of 1,000 tasks',
    );
  });

  test('that failed more often than allowed says only that', () => {
    const home = { failedBy: { refused: 400 } };
    expect(judged({ tasks: { home } }, { 'http.p99': '< 50ms' }).why).toMatch(/: 400 of 2,400 failed[^ ]* /);
  });
});

describe('a rate the plan does not ask for', () => {
  const rate = (plan: HttpRunShape['plan'], bound: string, metric = 'http.rate') =>
    judged({ tasks: { home: {} }, ...(plan && { plan }) }, { [metric]: bound } as object as PromiseInput)
      .verdict;

  test('is that of users who wait, or of arrivals', () => {
    // 1,000 users who wait 4 s in the mean; 200 tasks a second came.
    const waiting = { pace: { model: 'closed', waitMs: [2000, 6000] } } as const;
    expect([rate(waiting, '>= 250/s'), rate(waiting, '>= 251/s')]).toEqual(['fail', 'invalid']);
    const arriving = { pace: { model: 'open', tasksPerSecond: 250 } } as const;
    expect([rate(arriving, '>= 250/s'), rate(arriving, '>= 251/s')]).toEqual(['fail', 'invalid']);
  });

  test('is not known of users who do not wait, or do as a module of their own says', () => {
    expect(rate({ pace: { model: 'closed', waitMs: [0, 0] } }, '>= 9000/s')).toBe('fail');
    expect(rate({ module: '/shopper.ts' }, '>= 9000/s')).toBe('fail');
  });
});

describe('drift of a site', () => {
  test('is told by the median of each second and how many succeeded', () => {
    const run = aHttpRun({ tasks: { home: {}, shop: {} } });
    const tasks = Object.fromEntries(
      ['home', 'shop'].map((name) => [
        name,
        {
          ...{ begun: [], failed: [], p99Ms: [], lagMaxMs: [] },
          p50Ms: [99, ...Array(9).fill(10), 30, 30, 30],
          succeeded: Array(13).fill(5),
        },
      ]),
    );
    const series = { ...run.series, firstSecond: -2, tasks };
    const drifting = judge({ ...run, series }, slo({ drift: '< 2' }));
    // Seconds 0 to 2 are 10 ms, 8 and 9 are 30 ms, 7 is 10 ms.
    expect(drifting.reasons).toEqual([expect.stringMatching(/^drift 2\.33, required < 2 \(n = 60\)/)]);
  });
});
