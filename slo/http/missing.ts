/** Why a run of virtual users has no value for a metric, and whose doing that is. */

import type { LatencyDefinition, MetricDefinition } from '../../metrics/metrics.ts';
import { count } from '../../text/quantity.ts';
import { localFaults } from '../local-faults.ts';
import type { WhyMissing } from '../missing.ts';
import { failedLogins, targetFault } from './evidence.ts';
import type { HttpScope } from './scope.ts';

export function whyNoLatency(scope: HttpScope, { setup }: LatencyDefinition<'http'>): string {
  const { run, failed, begun } = scope;
  if (!setup)
    return failed > 0 ? `none of ${count(begun)} tasks succeeded` : 'no task was begun in the window';
  if (run.plan.login === null) return 'the plan has no log-in';
  return run.login.attempted === 0 ? 'no user was new: all had logged in before' : 'nobody could log in';
}

export function whyMissing(scope: HttpScope, metric: MetricDefinition<'http'>): WhyMissing {
  const { login } = scope.run;
  return {
    unattainable: isUnattainable(scope, metric),
    byTarget: metric.setup ? failedLogins(scope) : targetFault(scope),
    byGenerator: metric.setup ? localFaults(login.failedBy, 'users') : localFaults(scope.failedBy, 'tasks'),
  };
}

/** The plan itself holds nothing that could be measured: no target can be blamed. */
function isUnattainable({ run: { plan, login } }: HttpScope, metric: MetricDefinition<'http'>): boolean {
  if (metric.event === 'login') return plan.login === null || login.attempted === 0;
  return metric.name === 'apdex' && plan.apdexMs === null;
}
