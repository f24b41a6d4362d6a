/** Builds HTTP runs for the judge: real HDR histograms, counts that add up unless told otherwise. */
import { encodeHistogram, newHistogram } from '../../../load/histogram.ts';
import type { SavedHttpPlan } from '../../../load/http/plan.ts';
import type {
  HttpGeneratorResult,
  InvalidHttpRun,
  LoginResult,
  MeasuredHttpRun,
  TaskResult,
} from '../../../load/http/result.ts';

/** Milliseconds and how many samples of it. */
export type Samples = readonly (readonly [ms: number, n: number])[];

export interface TaskShape {
  readonly http?: Samples;
  readonly service?: Samples;
  readonly lag?: Samples;
  readonly failedBy?: Readonly<Record<string, number>>;
}

export interface HttpRunShape {
  readonly tasks: Readonly<Record<string, TaskShape>>;
  readonly plan?: Partial<SavedHttpPlan>;
  readonly login?: Partial<LoginResult>;
  readonly generator?: Partial<HttpGeneratorResult>;
  readonly targetFaults?: readonly string[];
  readonly targetDown?: string;
}

const healthy = { pid: 1, cpuMs: 900, cpuPercent: 30, maxRssBytes: 1e8, loopUtilization: 0.3, stalls: [] };

export function aHttpRun({ tasks, ...shape }: HttpRunShape): MeasuredHttpRun {
  return {
    status: 'measured',
    startedAt: '2024-05-01T12:00:00.000Z',
    plan: aPlan(Object.keys(tasks), shape.plan),
    generator: {
      agents: 1,
      pacing: 'timer',
      loop: 'closed',
      perAgent: [healthy],
      generatorBound: false,
      offered: 0,
      unsentByTarget: 0,
      unsentByGenerator: 0,
      ...shape.generator,
    },
    series: { firstSecond: 0, users: [], tasks: {} },
    windows: {
      measure: {
        fromMs: 0,
        toMs: 10_000,
        tasks: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, taskResult(task)])),
      },
    },
    login: {
      attempted: 100,
      succeeded: 100,
      failed: 0,
      failedBy: {},
      turnedAwayBy: {},
      latency: encoded([[80, 100]]),
      service: encoded([[80, 100]]),
      ...shape.login,
    },
    targetFaults: shape.targetFaults ?? [],
    targetDown: shape.targetDown ?? null,
  };
}

export const anInvalidHttpRun = (reason: string): InvalidHttpRun => {
  const { plan, generator, series, startedAt } = aHttpRun({ tasks: { home: {} } });
  return { status: 'invalid', cause: 'agent-died', reason, plan, generator, series, startedAt };
};

export function encoded(samples: Samples): string {
  const histogram = newHistogram();
  for (const [ms, n] of samples) histogram.recordValueWithCount(Math.round(ms * 1000), n);
  return encodeHistogram(histogram);
}

function taskResult({
  http = [[20, 2000]],
  service = http,
  lag = [[0.5, 2000]],
  failedBy = {},
}: TaskShape): TaskResult {
  const succeeded = http.reduce((sum, [, n]) => sum + n, 0);
  const failed = Object.values(failedBy).reduce((sum, n) => sum + n, 0);
  const latencies = {
    ...(succeeded > 0 && { http: encoded(http), 'http.service': encoded(service) }),
    'schedule.lag': encoded(lag),
  };
  return { begun: succeeded + failed, succeeded, failed, failedBy, latencies };
}

function aPlan(tasks: readonly string[], plan: Partial<SavedHttpPlan> = {}): SavedHttpPlan {
  return {
    protocol: 'http',
    engine: 'tidemark',
    target: { url: 'http://127.0.0.1/', host: '127.0.0.1', port: 80 },
    tls: null,
    users: 1000,
    spawnPerSecond: 10,
    accounts: 10_000,
    seed: 1,
    login: {
      page: '/login/',
      post: '/login/',
      form: { username: '{username}', password: '{password}' },
      csrf: null,
      attempts: 1,
      expect: null,
    },
    tasks: tasks.map((name) => ({
      name,
      method: 'GET',
      path: '/',
      form: null,
      weight: 1,
      expect: { status: 200, contains: null },
    })),
    pace: { model: 'closed', waitMs: [500, 10_000] },
    module: null,
    apdexMs: 500,
    timeoutMs: 10_000,
    warmupMs: 0,
    measureMs: 10_000,
    drainMs: 2000,
    windows: [{ name: 'measure', fromMs: 0, toMs: 10_000 }],
    pacing: 'auto',
    agents: null,
    ...plan,
  };
}
