/** How each metric that is not a latency follows from a run of virtual users, and whose doing a breach of it is. */

import { causesInWords, totalOf } from '../../load/cause-counts.ts';
import { failedByTarget, failedLocally } from '../../load/socket/causes.ts';
import type { FigureName } from '../../metrics/metrics.ts';
import { largest } from '../../statistics/extremes.ts';
import { type Attribution, fail, invalid } from '../attribution.ts';
import { holds } from '../bound.ts';
import { attributeDrift, type DriftSeries, driftOf } from '../drift.ts';
import type { FigureBreach, FigureRule } from '../figure-rule.ts';
import { localFaults } from '../local-faults.ts';
import type { Figure } from '../measured.ts';
import { cpuMsPer, memoryPerConnection, OBSERVED_RULES, within } from '../observed-figures.ts';
import { attributeThroughput } from '../throughput.ts';
import { apdexOf, attributeApdex } from './apdex.ts';
import { arrivalsOf } from './arrivals.ts';
import { evidenceOf } from './evidence.ts';
import { pageRate } from './page-rate.ts';
import type { HttpScope } from './scope.ts';

export const FIGURE_RULES: Readonly<Record<FigureName<'http'>, FigureRule<HttpScope>>> = {
  'http.rate': {
    value: (scope) => ended(scope, scope.succeeded / scope.seconds),
    offered: (scope) => {
      const arrivals = arrivalsOf(scope);
      return arrivals === null
        ? {
            missing:
              "users who wait for answers offer no fixed rate; 'of offered' needs a rate in the plan, like rate: '5/s'; without them write a rate like '>= 100/s'",
          }
        : { count: arrivals.offered, seconds: scope.seconds };
    },
    blame: (scope, breach) => attributeThroughput(evidenceOf(scope), breach, pageRate(scope)),
  },
  'http.failed': {
    value: (scope) => ended(scope, scope.failed),
    blame: (scope, breach) => failures(scope.failedBy, breach, (theirs) => theirs),
  },
  'http.failed.share': {
    value: (scope) => ended(scope, (100 * scope.failed) / (scope.succeeded + scope.failed)),
    blame: (scope, breach) =>
      failures(scope.failedBy, breach, (theirs) => (100 * theirs) / (scope.succeeded + theirs)),
  },
  'login.failed': {
    value: ({ run: { plan, login } }) => {
      if (plan.login === null) return { missing: 'the plan has no log-in' };
      // Where nobody tried, all were there already.
      return login.attempted > 0 ? { value: login.failed, n: login.attempted } : { value: 0, n: plan.users };
    },
    blame: ({ run: { login } }, breach) => failures(login.failedBy, breach, (theirs) => theirs, 'users'),
  },
  apdex: {
    value: (scope) => {
      const value = apdexOf(scope);
      return value === null
        ? { missing: "the plan has no Apdex T; add one, like apdex: '500ms'" }
        : ended(scope, value);
    },
    blame: attributeApdex,
  },
  drift: {
    value: (scope) => driftOf(driftSeries(scope)),
    blame: (scope, breach) => attributeDrift(evidenceOf(scope), breach, driftSeries(scope)),
  },
  ...OBSERVED_RULES,
  'target.memory_per_connection': {
    value: (scope) => {
      const { firstSecond, users } = scope.run.series;
      return memoryPerConnection(scope, largest(within(scope, users, firstSecond * 1000), 0));
    },
  },
  'target.cpu_per_request': {
    value: (scope) => cpuMsPer('request', scope, scope.succeeded + scope.failed),
  },
};

function ended({ succeeded, failed }: HttpScope, value: number): Figure {
  const n = succeeded + failed;
  return n > 0 ? { value, n } : { missing: 'no task ended in the window' };
}

/** A bound that is kept without the failures of our own is not broken by the target. `figure`: of so many. */
function failures(
  failedBy: Readonly<Record<string, number>>,
  { operator, limit }: FigureBreach,
  figure: (failed: number) => number,
  what = 'tasks',
): Attribution {
  const theirs = failedByTarget(failedBy);
  return failedLocally(failedBy) > 0 && holds(operator, figure(totalOf(theirs)), limit)
    ? invalid(localFaults(failedBy, what) ?? '')
    : fail(causesInWords(theirs));
}

function driftSeries(scope: HttpScope): DriftSeries {
  const { firstSecond, tasks } = scope.run.series;
  const series = scope.names.flatMap((name) => tasks[name] ?? []);
  return {
    window: scope.window,
    firstMs: firstSecond * 1000,
    series: series.map(({ p50Ms, succeeded }) => ({ p50Ms, answered: succeeded })),
  };
}
