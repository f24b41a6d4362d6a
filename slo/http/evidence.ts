/** What the judge asks of a run of virtual users. */

import { causesInWords, totalOf } from '../../load/cause-counts.ts';
import { failedByTarget, failedLocally } from '../../load/socket/causes.ts';
import type { LatencyDefinition } from '../../metrics/metrics.ts';
import { count } from '../../text/quantity.ts';
import type { Evidence } from '../evidence.ts';
import type { LatencyEvidence } from '../latency.ts';
import { UNSENT_BY_GENERATOR, UNSENT_BY_TARGET } from '../limits.ts';
import { localFaults } from '../local-faults.ts';
import { lastingIn } from '../samples.ts';
import { arrivalsOf, unbegunOf } from './arrivals.ts';
import { hung } from './hung.ts';
import { joiningOf } from './joining.ts';
import type { HttpScope } from './scope.ts';

export function evidenceOf(scope: HttpScope): Evidence {
  const { generator } = scope.run;
  return {
    observation: scope.observation,
    window: scope.window,
    agents: generator.perAgent,
    fillsLoop: generator.generatorBound,
    generatorBound: generator.generatorBound
      ? 'generator-bound: users that do not wait kept a CPU core of the generator busy, so this is the highest rate of the generator, not of the site'
      : null,
    targetFault: targetFault(scope),
    notOffered: notOffered(scope),
    lighter: 'use fewer users',
  };
}

/** Why the load was not the promised one, by the generator's doing; null when it was. */
function notOffered({ run }: HttpScope): string | null {
  const { plan, login, generator } = run;
  if (failedLocally(login.failedBy) > UNSENT_BY_GENERATOR * plan.users)
    return localFaults(login.failedBy, 'users');
  const { offered } = generator;
  const { unsentByGenerator } = unbegunOf(run);
  return unsentByGenerator > UNSENT_BY_GENERATOR * offered
    ? `the planned load was not reached: the generator did not begin ${count(unsentByGenerator)} of ${count(offered)} tasks; lower the rate or add agents`
    : null;
}

/** What the target demonstrably did wrong; null when nothing. */
export const targetFault = (scope: HttpScope): string | null =>
  failedTasks(scope) ?? failedLogins(scope) ?? unbegunTasks(scope) ?? hung(scope);

function failedTasks({ failedBy }: HttpScope): string | null {
  const causes = failedByTarget(failedBy);
  const failed = totalOf(causes);
  return failed > 0 ? `${count(failed)} tasks failed (${causesInWords(causes)})` : null;
}

export function failedLogins({ run: { login, plan } }: HttpScope): string | null {
  const causes = failedByTarget(login.failedBy);
  const failed = totalOf(causes);
  const what = plan.login === null ? 'connect' : 'log in';
  return failed > 0 ? `${count(failed)} users could not ${what} (${causesInWords(causes)})` : null;
}

function unbegunTasks(scope: HttpScope): string | null {
  const { offered = 0, unbegunByTarget = 0 } = arrivalsOf(scope) ?? {};
  return unbegunByTarget > UNSENT_BY_TARGET * offered
    ? `${count(unbegunByTarget)} of ${count(offered)} tasks were never begun, because their users still waited for the target`
    : null;
}

export const samplesOf = ({ setup }: LatencyDefinition<'http'>): string => (setup ? 'log-ins' : 'tasks');

export function latencyEvidence(scope: HttpScope, metric: LatencyDefinition<'http'>): LatencyEvidence {
  const { family, service, setup, source } = metric;
  const failedBy = source === 'generator' ? {} : setup ? scope.run.login.failedBy : scope.failedBy;
  const causes = failedByTarget(failedBy);
  const answerable = setup || source === 'generator' ? 0 : (arrivalsOf(scope)?.unbegunByTarget ?? 0);
  return {
    ...evidenceOf(scope),
    seconds: scope.seconds,
    response: scope.histogram(family),
    service: service === null ? null : scope.histogram(service),
    // A log-in that is begun late waits for those before it: how many are under way at once is limited.
    lag: service === null || setup ? null : scope.histogram('schedule.lag'),
    unanswered: totalOf(causes) + answerable,
    atTimeout: 0,
    unansweredText: {
      verb: answerable > 0 ? 'failed or were never begun' : 'failed',
      causes: causesInWords(causes),
    },
    failedLocally: failedLocally(failedBy),
    localFaults: localFaults(failedBy, samplesOf(metric)),
    samples: samplesOf(metric),
    lasting: setup ? null : lastingIn(scope),
    setUp: setup ? joiningOf(scope) : null,
    waiting: setup
      ? 'users waited for others to be logged in before they could begin'
      : 'users waited for the target before they could begin',
  };
}
