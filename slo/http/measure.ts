/** From an HTTP run to the value of a metric, or the reason why there is none. */
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import type { HttpLatencyName } from '../../metrics/latencies.ts';
import { HTTP_METRICS, type HttpFigureName, type HttpMetricDefinition } from '../../metrics/metrics.ts';
import { writeName } from '../../metrics/names.ts';
import type { Observation } from '../../saved/observation.ts';
import type { MetricValue } from '../../saved/slo-row.ts';

import { type Measured, statisticMs } from '../mqtt/measure.ts';
import {
  cpuMsPer,
  driftOf,
  type Figure,
  memoryPerConnection,
  OBSERVED_FIGURES,
  within,
} from '../observed-figures.ts';
import { type HttpScope, httpScope } from './scope.ts';

export function measureHttp(scope: HttpScope, metric: HttpMetricDefinition): Measured {
  if (metric.kind === 'figure') {
    const figure = FIGURE_VALUES[metric.name](scope);
    return 'missing' in figure ? figure : { value: figure.value, unit: metric.unit, n: figure.n };
  }
  const { family, statistic, unit } = metric;
  const histogram = scope.histogram(family);
  return histogram
    ? { value: statisticMs(histogram, statistic), unit, n: histogram.totalCount }
    : { missing: whyNot(scope, family) };
}

const FIGURE_VALUES: Readonly<Record<HttpFigureName, (scope: HttpScope) => Figure>> = {
  'http.rate': (scope) => ended(scope, scope.succeeded / scope.seconds),
  'http.failed': (scope) => ended(scope, scope.failed),
  'http.failed.share': (scope) => ended(scope, (100 * scope.failed) / (scope.succeeded + scope.failed)),
  'login.failed': ({ run: { plan, login } }) =>
    plan.login === null
      ? { missing: 'the plan has no log-in' }
      : login.attempted > 0
        ? { value: login.failed, n: login.attempted }
        : { value: 0, n: plan.users }, // all were there already
  apdex: (scope) => {
    const value = apdexOf(scope, 'http');
    return value === null ? { missing: "the plan gives no Apdex T: apdex: '500ms'" } : ended(scope, value);
  },
  drift: (scope) => {
    const { firstSecond, tasks } = scope.run.series;
    const series = scope.names.flatMap((name) => tasks[name] ?? []);
    const answers = series.map(({ p50Ms, succeeded }) => ({ p50Ms, answered: succeeded }));
    return driftOf(scope, firstSecond * 1000, answers);
  },
  'target.memory_per_connection': (scope) => {
    const { firstSecond, users } = scope.run.series;
    return memoryPerConnection(scope, Math.max(0, ...within(scope, users, firstSecond * 1000)));
  },
  'target.cpu_per_request': (scope) => cpuMsPer('request', scope, scope.succeeded + scope.failed),
  ...OBSERVED_FIGURES,
};

/** Failures frustrate (Apdex 1.1); null without a T. `http.service` in place of `http`: without our own lag. */
export function apdexOf(scope: HttpScope, family: 'http' | 'http.service'): number | null {
  const { apdexMs } = scope.run.plan;
  const all = scope.succeeded + scope.failed;
  if (apdexMs === null) return null;
  const histogram = scope.histogram(family);
  if (!histogram || all === 0) return 0;
  let satisfied = 0;
  let tolerated = 0;
  // The library counts by percentile only; the first value above T tells how many are not.
  satisfied = countUpTo(histogram, apdexMs * 1000);
  tolerated = countUpTo(histogram, 4 * apdexMs * 1000) - satisfied;
  return (satisfied + tolerated / 2) / all;
}

function countUpTo(histogram: NonNullable<ReturnType<HttpScope['histogram']>>, us: number): number {
  let below = 0;
  let above = histogram.totalCount;
  while (below < above) {
    const middle = Math.ceil((below + above) / 2);
    if (histogram.getValueAtPercentile((100 * (middle - 0.5)) / histogram.totalCount) <= us) below = middle;
    else above = middle - 1;
  }
  return below;
}

/** Every metric that has a value: as `allMetrics`, with tasks for groups. */
export function allHttpMetrics(
  run: MeasuredHttpRun,
  observation: Observation | null,
): Record<string, MetricValue> {
  const metrics: Record<string, MetricValue> = {};
  const add = (
    window: string,
    task: string | null,
    wanted: (metric: HttpMetricDefinition) => boolean,
  ): void => {
    const scope = httpScope(run, observation, window, task);
    if ('missing' in scope) return;
    for (const metric of HTTP_METRICS.values()) {
      const value = wanted(metric) ? measureHttp(scope, metric) : null;
      if (value === null || 'missing' in value) continue;
      metrics[writeName({ group: task, metric: metric.name, window })] = value;
    }
  };
  add('measure', null, () => true);
  for (const { name } of run.plan.tasks) add('measure', name, ({ group }) => group);
  for (const window of Object.keys(run.windows))
    if (window !== 'measure') add(window, null, ({ windowed }) => windowed);
  return metrics;
}

function ended({ succeeded, failed }: HttpScope, value: number): Figure {
  const n = succeeded + failed;
  return n > 0 ? { value, n } : { missing: 'no task ended in the window' };
}

function whyNot({ run, failed, begun }: HttpScope, family: HttpLatencyName): string {
  if (!family.startsWith('login'))
    return failed > 0 ? `none of ${begun} tasks succeeded` : 'no task was begun in the window';
  if (run.plan.login === null) return 'the plan has no log-in';
  return run.login.attempted === 0 ? 'no user was new: all had logged in before' : 'nobody could log in';
}
