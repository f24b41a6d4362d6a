import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../saved/observation.ts';
import { allMetrics } from '../../../slo/judge/all-metrics.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { anObservation, aProcess, aRun, aSystem, devices } from '../a-run.ts';
import { aHttpRun, anInvalidHttpRun, type HttpRunShape } from './a-run.ts';

const judged = (shape: HttpRunShape, promise: PromiseInput, observation: Observation | null = null) => {
  const { verdict, reasons } = judge(aHttpRun(shape), slo(promise), { observation });
  return [verdict, reasons.join('\n')] as const;
};
const well = { tasks: { home: {}, device: { http: [[40, 1000]] } } } as const satisfies HttpRunShape;

describe('figures', () => {
  test('are over all tasks, and of one by prefix', () => {
    const metrics = allMetrics(aHttpRun(well), null);
    expect(metrics['http.rate']).toEqual({ value: 300, unit: '/s', n: 3000 });
    expect(metrics['device/http.rate']!.value).toBe(100);
    expect(metrics['home/http.p99']!.value).toBeCloseTo(20, 0);
    expect(metrics['http.max']!.value).toBeCloseTo(40, 0);
    expect(metrics['login.p50']!.value).toBeCloseTo(80, 0);
    expect(metrics['device/login.p50']).toBeUndefined();
  });

  test("the target's CPU is shared out among all tasks that ended, failed ones too", () => {
    const target = aProcess({ cpuPercent: new Array<number>(10).fill(150), residentBytes: [] });
    const shape = { tasks: { home: { failedBy: { 'status 502': 1000 } } } };
    const metrics = allMetrics(aHttpRun(shape), anObservation({ target }));
    expect(metrics['target.cpu_per_request']).toEqual({ value: (1.5 * 10_000) / 3000, unit: 'ms', n: 10 });
    expect(allMetrics(aHttpRun(shape), null)['target.cpu_per_request']).toBeUndefined();
  });

  test('apdex: satisfied, half of the tolerated, failures frustrated', () => {
    const home = {
      http: [
        [100, 60],
        [1000, 20],
        [3000, 10],
      ],
      failedBy: { refused: 10 },
    } as const;
    const metrics = allMetrics(aHttpRun({ tasks: { home } }), null);
    expect(metrics.apdex).toEqual({ value: 0.7, unit: '', n: 100 });
    expect(allMetrics(aHttpRun({ ...well, plan: { apdexMs: null } }), null).apdex).toBeUndefined();
  });
});

describe('verdicts', () => {
  test('a run that keeps its promise passes', () => {
    const [verdict] = judged(well, {
      'http.p99': '< 50ms',
      'http.failed': '= 0',
      'login.p50': '< 100ms',
      'login.failed': '= 0',
      apdex: '>= 0.9',
      'http.rate': '>= 100/s',
    });
    expect(verdict).toBe('pass');
  });

  test('failures fail by their causes, most first, and no latency bound allows too many of them', () => {
    const shape = { tasks: { home: { failedBy: { reset: 3, 'status 502': 40 } } } };
    expect(judged(shape, { 'http.failed': '= 0' })).toEqual([
      'fail',
      expect.stringMatching(/^http\.failed 43, required = 0 .*status 502: 40, reset: 3$/),
    ]);
    expect(judged(shape, { 'http.p99': '< 50ms' })[0]).toBe('fail');
    expect(judged(shape, { 'http.p50': '< 50ms' })[0]).toBe('pass');
  });

  test("failures for want of the generator's own files are not the site's", () => {
    const shape = { tasks: { home: { failedBy: { 'too many open files': 500 } } } };
    expect(judged(shape, { 'http.failed': '= 0' })[0]).toBe('invalid');
    expect(judged(shape, { 'http.p99': '< 50ms' })[0]).toBe('invalid');
  });

  test('too slow on service time too is the site; only by our lag is ours', () => {
    const slow = { http: [[300, 2000]] } as const;
    expect(judged({ tasks: { home: slow } }, { 'http.p99': '< 100ms' })[0]).toBe('fail');
    const lagging = { http: [[300, 2000]], service: [[20, 2000]], lag: [[280, 2000]] } as const;
    const [verdict, why] = judged({ tasks: { home: lagging } }, { 'http.p99': '< 100ms' });
    expect(verdict).toBe('invalid');
    expect(why).toContain(
      "the service time of 20.0 ms meets the bound; the rest is the generator's own schedule lag of up to 280 ms",
    );
    // A busy user's own waiting is the site's doing.
    const waiting = { http: [[300, 2000]], service: [[20, 2000]], lag: [[1, 2000]] } as const;
    expect(judged({ tasks: { home: waiting } }, { 'http.p99': '< 100ms' })[0]).toBe('fail');
  });

  test('a full event loop makes slowness invalid, unless it is to be full', () => {
    const full = { pid: 1, cpuMs: 1, cpuPercent: 99, maxRssBytes: 1, loopUtilization: 0.97, stalls: [] };
    const shape = { tasks: { home: { http: [[300, 2000]] } } } as const;
    const promise = { 'http.p99': '< 100ms' } as const;
    expect(judged({ ...shape, generator: { perAgent: [full] } }, promise)[0]).toBe('invalid');
    const [verdict, why] = judged(
      { ...shape, generator: { perAgent: [full], generatorBound: true } },
      promise,
    );
    expect(verdict).toBe('fail');
    expect(why).toContain('generator-bound');
  });

  test('a stall makes slowness invalid where it explains it, and no other slowness', () => {
    const stalled = (durationMs: number) => ({
      perAgent: [{ ...aHttpRun(well).generator.perAgent[0]!, stalls: [{ atMs: 5000, durationMs }] }],
    });
    const p50 = { 'http.p50': '< 100ms' } as const;
    const hanging = { tasks: { home: { http: [[5001, 2000]] } } } as const;
    expect(judged({ ...hanging, generator: stalled(120) }, p50)[0]).toBe('fail');
    const p99 = { 'http.p99': '< 100ms' } as const;
    const http = [
      [20, 1960],
      [300, 40],
    ] as const;
    expect(judged({ tasks: { home: { http } }, generator: stalled(120) }, p99)[0]).toBe('fail');
    expect(judged({ tasks: { home: { http } }, generator: stalled(250) }, p99)[0]).toBe('invalid');
  });

  test('CPU time the host took makes slowness invalid where it explains it, unless a task failed', () => {
    const http = [
      [20, 1960],
      [300, 40],
    ] as const;
    const took = (percent: number) =>
      anObservation({ system: aSystem({ cpuStolenPercent: [0, 0, percent] }) });
    const promise = { 'http.p99': '< 100ms' } as const;
    const [verdict, why] = judged({ tasks: { home: { http } } }, promise, took(25));
    expect(verdict).toBe('invalid');
    expect(why).toContain("the machine's host took a CPU away for up to 250 ms");
    expect(judged({ tasks: { home: { http } } }, promise, took(15))[0]).toBe('fail');
    expect(judged({ tasks: { home: { http: [[300, 2000]] } } }, promise, took(25))[0]).toBe('fail');
    const failed = { http, failedBy: { reset: 1 } };
    expect(judged({ tasks: { home: failed } }, promise, took(25))[0]).toBe('fail');
    const bound = { tasks: { home: { http } }, generator: { generatorBound: true } };
    expect(judged(bound, promise, took(25))[0]).toBe('fail');
  });

  test('a rate the plan does not ask for is a mistake in the plan, one it does is the site', () => {
    const [verdict, why] = judged(well, { 'http.rate': '>= 1000/s' });
    expect(verdict).toBe('invalid');
    expect(why).toContain('the plan does not offer that much');
    expect(judged({ ...well, plan: { users: 3000 } }, { 'http.rate': '>= 500/s' })[0]).toBe('fail');
  });

  test('an open loop that was not offered proves nothing', () => {
    const generator = { loop: 'open', offered: 1000, unsentByGenerator: 50 } as const;
    expect(judged({ ...well, generator }, { 'http.p99': '< 50ms' })[0]).toBe('invalid');
    const blocked = { loop: 'open', offered: 1000, unsentByTarget: 50 } as const;
    expect(judged({ ...well, generator: blocked }, { 'http.p99': '< 50ms' })[0]).toBe('pass');
  });

  describe("a rate 'of offered'", () => {
    const promise = { 'http.rate': '>= 99% of offered' } as const;
    const arrivals = (tasksPerSecond: number, plan: HttpRunShape['plan'] = {}) =>
      ({ ...well, plan: { ...plan, pace: { model: 'open', tasksPerSecond } } }) as const;

    test('is that of the arrivals that were due in the window', () => {
      expect(judged(arrivals(300), promise)[0]).toBe('pass');
      expect(judged(arrivals(310), promise)).toEqual([
        'fail',
        expect.stringContaining('http.rate 300/s, required >= 99% of offered (307/s)'),
      ]);
      // 3,000 came; of one due every 3.3333 ms, 3,000 are due in 10 s, wherever the warm-up ends.
      expect(judged(arrivals(300, { warmupMs: 1001 }), { 'http.rate': '= 100% of offered' })[0]).toBe('pass');
    });

    test('that our generator did not offer proves nothing', () => {
      const generator = { loop: 'open', offered: 3100, unsentByGenerator: 100 } as const;
      expect(judged({ ...arrivals(310), generator }, promise)[0]).toBe('invalid');
    });

    test('is not known of users who wait for answers', () => {
      const [verdict, why] = judged(well, promise);
      expect(verdict).toBe('invalid');
      expect(why).toContain("'of offered' needs a rate in the plan, like rate: '5/s'");
    });
  });

  test('too few samples prove nothing, and the message says how long it takes', () => {
    const [verdict, why] = judged({ tasks: { home: { http: [[20, 500]] } } }, { 'http.p99': '< 50ms' });
    expect(verdict).toBe('invalid');
    expect(why).toContain('p99 needs 1,000 tasks, got 500 in 10 s: measure at least 20 s, or judge p95');
  });

  test('nobody let in: what is missing is the site', () => {
    const login = { succeeded: 0, failed: 100, failedBy: { refused: 100 }, latency: null, service: null };
    const shape = {
      tasks: { home: { http: [] } },
      login,
      targetFaults: ['100 users could not log in (refused: 100)'],
    };
    expect(judged(shape, { 'http.p99': '< 50ms' })[0]).toBe('fail');
    expect(judged(shape, { 'login.failed': '= 0' })[0]).toBe('fail');
  });

  test('a target that was down afterwards failed, whatever was measured', () => {
    expect(judged({ ...well, targetDown: 'refused' }, { 'http.p99': '< 50ms' })).toEqual([
      'fail',
      expect.stringContaining('the target was down after the run: refused'),
    ]);
  });

  test('an invalid run, and a metric of the other protocol, are invalid with the reason', () => {
    const promise = slo({ 'http.p99': '< 50ms' });
    expect(judge(anInvalidHttpRun('an agent died'), promise)).toMatchObject({
      verdict: 'invalid',
      reasons: ['an agent died'],
    });
    expect(judged(well, { lost: '= 0' })[1]).toContain(
      'lost is measured in MQTT runs, and this is an HTTP run',
    );
    const mqtt = judge(aRun({ groups: { devices: devices() } }), promise);
    expect(mqtt.verdict).toBe('invalid');
    expect(mqtt.reasons.join()).toContain('http.p99 is measured in HTTP runs, and this is an MQTT run');
    expect(judged(well, { 'nobody/http.p99': '< 50ms' })[1]).toContain('the run has no task "nobody"');
  });
});
