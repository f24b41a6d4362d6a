import { describe, expect, test } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { anObservation, aProcess, aSystem } from '../a-run.ts';
import { aHttpRun, encoded, type HttpRunShape } from './a-run.ts';

const judged = (shape: HttpRunShape, promise: PromiseInput, observation = anObservation()) => {
  const { verdict, reasons } = judge(aHttpRun(shape), slo(promise), { observation });
  return [verdict, reasons.join('\n')] as const;
};
const verdictOf = (...of: Parameters<typeof judged>) => judged(...of)[0];

const healthy = aHttpRun({ tasks: {} }).generator.perAgent[0]!;
const stalled = (atMs: number, durationMs: number) => ({
  perAgent: [{ ...healthy, stalls: [{ atMs, durationMs }] }],
});
const arrivals = { pace: { model: 'open', tasksPerSecond: 200 } } as const;
const OWN = 'too many open files';

describe('a rate below its bound', () => {
  const wanted = { 'http.rate': '>= 200/s' } as const;

  test('is the site’s where a task failed, whatever the generator suffered', () => {
    const tasks = { home: { http: [[20, 1000]], failedBy: { 'status 502': 1000 } } } as const;
    const full = { perAgent: [{ ...healthy, loopUtilization: 0.97 }] };
    for (const generator of [stalled(5000, 120), full]) {
      expect(judged({ tasks, plan: arrivals, generator }, wanted)).toEqual([
        'fail',
        expect.stringContaining('1,000 tasks failed (status 502: 1000)'),
      ]);
    }
  });

  test('is the generator’s only as far as it kept tasks back, or failed them itself', () => {
    const generator = { loop: 'open', offered: 2000, unsentByGenerator: 100 } as const;
    const of = (http: number) =>
      ({ tasks: { home: { http: [[20, http]] } }, plan: arrivals, generator }) as const;
    expect(verdictOf(of(1900), wanted)).toBe('invalid');
    expect(verdictOf(of(1700), wanted)).toBe('fail');
    const tasks = { home: { http: [[20, 1900]], failedBy: { [OWN]: 100 } } } as const;
    expect(verdictOf({ tasks, plan: arrivals }, wanted)).toBe('invalid');
  });

  test('of users who wait for answers is excused by a stall as far as it could have cost them', () => {
    const plan = { users: 200, pace: { model: 'closed', waitMs: [500, 500] } } as const;
    const tasks = { home: { http: [[20, 1900]] } } as const;
    expect(verdictOf({ tasks, plan, generator: stalled(5000, 600) }, wanted)).toBe('invalid');
    expect(verdictOf({ tasks, plan, generator: stalled(5000, 400) }, wanted)).toBe('fail');
    // Open arrivals come late, not never.
    expect(verdictOf({ tasks, plan: arrivals, generator: stalled(5000, 600) }, wanted)).toBe('fail');
  });
});

describe('failures', () => {
  const mixed = { tasks: { home: { failedBy: { [OWN]: 3, 'status 502': 40 } } } } as const;

  test('of the site are its own, though some of the generator’s are among them', () => {
    expect(judged(mixed, { 'http.failed': '= 0' })).toEqual([
      'fail',
      expect.stringMatching(/: status 502: 40$/),
    ]);
    expect(verdictOf(mixed, { 'http.failed.share': '< 1%' })).toBe('fail');
    expect(verdictOf(mixed, { 'http.p99': '< 50ms' })).toBe('fail');
  });

  test('that the bound allows but for the generator’s make it invalid', () => {
    expect(verdictOf(mixed, { 'http.failed': '<= 40' })).toBe('invalid');
    expect(verdictOf(mixed, { 'http.failed': '<= 39' })).toBe('fail');
  });

  test('of the generator do not excuse a latency that is beyond its bound without them', () => {
    const tasks = { home: { http: [[5000, 2000]], failedBy: { [OWN]: 50 } } } as const;
    expect(verdictOf({ tasks }, { 'http.p99': '< 100ms' })).toBe('fail');
    const few = {
      home: {
        http: [
          [20, 1980],
          [5000, 25],
        ],
        failedBy: { [OWN]: 600 },
      },
    } as const;
    expect(verdictOf({ tasks: few }, { 'http.p99': '< 100ms' })).toBe('invalid');
  });

  test('make a latency of too few samples a fail', () => {
    const tasks = { home: { http: [[900, 500]], failedBy: { reset: 2 } } } as const;
    expect(verdictOf({ tasks }, { 'http.p99': '< 100ms' })).toBe('fail');
  });
});

describe('arrivals that were never begun', () => {
  const hung = {
    tasks: { home: { http: [[20, 1500]] } },
    plan: arrivals,
    generator: { loop: 'open', offered: 2000, unsentByTarget: 500 },
  } as const satisfies HttpRunShape;

  test('because their users still waited for the site are slower than any bound', () => {
    expect(judged(hung, { 'http.p50': '< 50ms' })).toEqual([
      'fail',
      expect.stringContaining('500 of 2,000 failed or were never begun'),
    ]);
    expect(
      verdictOf({ ...hung, generator: { ...hung.generator, unsentByTarget: 0 } }, { 'http.p50': '< 50ms' }),
    ).toBe('pass');
  });

  test('are why there is no figure', () => {
    const tasks = { home: { http: [], lag: [] } } as const;
    const generator = { ...hung.generator, unsentByTarget: 2000 };
    expect(judged({ tasks, plan: arrivals, generator }, { 'http.p50': '< 50ms' })).toEqual([
      'fail',
      'http.p50 none: no task was begun in the window, required < 50 ms (n = 0): ' +
        '2,000 of 2,000 tasks were never begun, because their users still waited for the target',
    ]);
  });
});

describe('apdex', () => {
  const wanted = { apdex: '>= 0.9' } as const;

  test('is excused by a stall only where that is long enough, and touched enough', () => {
    const slow = {
      home: {
        http: [
          [20, 1600],
          [2050, 400],
        ],
      },
    } as const;
    expect(verdictOf({ tasks: slow, generator: stalled(5000, 120) }, wanted)).toBe('fail');
    expect(verdictOf({ tasks: slow, generator: stalled(5000, 1600) }, wanted)).toBe('invalid');
    const hanging = {
      home: {
        http: [
          [20, 1600],
          [9000, 400],
        ],
      },
    } as const;
    expect(verdictOf({ tasks: hanging, generator: stalled(5000, 1600) }, wanted)).toBe('fail');
  });

  test('is not the site’s where our lag or our own failures make it', () => {
    const late = { home: { http: [[1500, 2000]], service: [[20, 2000]], lag: [[1480, 2000]] } } as const;
    expect(verdictOf({ tasks: late }, wanted)).toBe('invalid');
    const waiting = { home: { ...late.home, lag: [[1, 2000]] } } as const;
    expect(verdictOf({ tasks: waiting }, wanted)).toBe('fail');
    const failed = { home: { failedBy: { [OWN]: 500 } } };
    expect(verdictOf({ tasks: failed }, wanted)).toBe('invalid');
  });

  test('that the plan gives no T for is nobody’s fault but the plan’s', () => {
    const tasks = { home: { failedBy: { 'status 502': 3 } } };
    expect(judged({ tasks, plan: { apdexMs: null } }, wanted)).toEqual([
      'invalid',
      expect.stringContaining('the plan has no Apdex T'),
    ]);
  });
});

describe('logging in', () => {
  const wanted = { 'login.p50': '< 1s' } as const;
  const login = { latency: encoded([[3000, 100]]), service: encoded([[300, 100]]) };
  const shape = { tasks: { home: {} }, login } as const;

  test('slowly, since those before had not been let in yet, is the site’s doing', () => {
    expect(judged(shape, wanted)).toEqual([
      'fail',
      expect.stringContaining('users waited for others to be logged in'),
    ]);
  });

  test('is excused by a stall meanwhile that explains it, and by no other', () => {
    expect(verdictOf({ ...shape, generator: stalled(-4000, 4000) }, wanted)).toBe('invalid');
    expect(verdictOf({ ...shape, generator: stalled(-4000, 400) }, wanted)).toBe('fail');
    expect(verdictOf({ ...shape, generator: stalled(4000, 4000) }, wanted)).toBe('fail');
    // Of the hold before.
    expect(verdictOf({ ...shape, generator: stalled(-100_000, 4000) }, wanted)).toBe('fail');
  });

  test('is excused by CPU time the host took meanwhile', () => {
    const observation = anObservation({
      system: aSystem({ fromMs: -5000, cpuStolenPercent: [0, 90, 90, 90, 0, 0] }),
    });
    const slow = { ...login, latency: encoded([[2500, 100]]) };
    const plan = { spawnPerSecond: null };
    expect(verdictOf({ ...shape, login: slow, plan }, wanted, observation)).toBe('invalid');
  });
});

test('users who could not log in for want of our own files make a load that was not offered', () => {
  const login = { succeeded: 70, failed: 30, failedBy: { [OWN]: 30 } };
  const p99 = { 'http.p99': '< 50ms' } as const;
  const home = { home: { http: [[20, 1400]] } } as const;
  expect(judged({ tasks: home, plan: { users: 100 }, login }, p99)).toEqual([
    'invalid',
    expect.stringContaining('30 users failed on the generator'),
  ]);
  const generator = { loop: 'open', offered: 2000, unsentByTarget: 600 } as const;
  expect(verdictOf({ tasks: home, plan: { users: 100, ...arrivals }, login, generator }, p99)).toBe(
    'invalid',
  );
});

test('a drift is excused by a stall where its seconds make it', () => {
  const drifted = (p50Ms: number[], generator: HttpRunShape['generator']) => {
    const run = aHttpRun({ tasks: { home: {} }, generator: generator ?? {} });
    const seconds = p50Ms.map(() => 200);
    const home = { begun: seconds, succeeded: seconds, failed: [], p50Ms, p99Ms: p50Ms, lagMaxMs: [] };
    const series = { firstSecond: 0, users: [], tasks: { home } };
    return judge({ ...run, series }, slo({ drift: '< 1.5' })).verdict;
  };
  const steady = [10, 10, 10, 10, 10, 10, 10, 10];
  expect(drifted([...steady, 90, 10], stalled(8100, 300))).toBe('invalid');
  expect(drifted([...steady, 90, 90], stalled(8100, 300))).toBe('fail');
  expect(drifted([...steady, 90, 10], {})).toBe('fail');
});

test('what the target used under a load that was not offered proves nothing', () => {
  const target = aProcess({ cpuPercent: new Array<number>(10).fill(20) });
  const generator = { loop: 'open', offered: 1000, unsentByGenerator: 500 } as const;
  const cpu = { 'target.cpu': '< 80%' } as const;
  expect(verdictOf({ tasks: { home: {} }, generator }, cpu, anObservation({ target }))).toBe('invalid');
  expect(verdictOf({ tasks: { home: {} } }, cpu, anObservation({ target }))).toBe('pass');
});
