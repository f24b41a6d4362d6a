/**
 * Whose doing is a latency? Response time counts from the intended time, so our own lateness is in
 * it; service time counts from the real write, so it is not. What lies between the two is either
 * schedule lag (ours) or waiting for a window or a full socket (the target's).
 */
import { type LatencyDefinition, type Statistic, samplesNeeded, tailOf } from '../../metrics/metrics.ts';
import type { MetricValue } from '../../saved/slo-row.ts';

import { formatQuantity } from '../../text/quantity.ts';
import { type Attribution, disturbed, fail, invalid, PASS } from '../attribution.ts';
import { type Bound, holds } from '../bound.ts';
import { HUNG_TARGET, UNANSWERED_IN_MEAN } from '../limits.ts';
import {
  busiestLoop,
  count,
  isClosedLoop,
  loadNotOffered,
  loopIsHealthy,
  targetFault,
  unanswered,
} from './evidence.ts';
import { breachOf, ownLag, ownStall, serviceTimes, stolenCpu } from './excuses.ts';
import { statisticMs } from './measure.ts';
import type { Scope } from './scope.ts';

export function attributeLatency(
  scope: Scope,
  metric: LatencyDefinition,
  { operator }: Bound,
  limit: number,
  { value, n }: MetricValue,
): Attribution {
  const { family, statistic } = metric;
  const keeps = (latencyMs: number): boolean => holds(operator, latencyMs, limit);
  const met = keeps(value);
  const capped = operator.startsWith('<');
  const silent = unanswered(scope, family);
  const setup = family.startsWith('connect') || family.startsWith('subscribe');

  if (capped && silent / (n + silent) > unansweredAllowed(statistic)) {
    return fail(
      `${count(silent)} of ${count(n + silent)} were never answered, which no latency bound allows`,
    );
  }
  const fault = setup ? null : targetFault(scope);
  const short = n + silent < samplesNeeded(statistic);
  if (short && (met || (silent === 0 && fault === null))) {
    return invalid(tooFew(scope, metric, n + silent));
  }
  if (family === 'schedule.lag')
    return met ? PASS : disturbed('the generator itself was late; add agents or lower the load');
  if (met) {
    const light = setup ? null : loadNotOffered(scope);
    return light === null ? PASS : disturbed(light);
  }
  if (!capped) return fail();

  const lag = ownLag(scope, metric, value, keeps);
  if (lag !== null) return disturbed(lag);
  const services = serviceTimes(scope, metric);
  const service = services ? statisticMs(services, statistic) : value;
  const breach = breachOf(scope, metric, keeps(service) ? value : service, keeps);
  const stall = ownStall(scope, breach);
  if (stall !== null && fault === null) return disturbed(stall);
  if (!setup && !isClosedLoop(scope) && !loopIsHealthy(scope) && fault === null) {
    return disturbed(
      `the generator's event loop was ${Math.round(100 * busiestLoop(scope))} % busy; add agents or lower the load`,
    );
  }
  if (isClosedLoop(scope) && scope.run.generator.generatorBound && !setup) {
    return fail("generator-bound: the closed loop filled the generator's core");
  }
  const stolen = fault === null ? stolenCpu(scope.observation, breach) : null;
  if (stolen !== null) return disturbed(stolen);
  return fail(fault ?? (keeps(service) ? 'clients waited for the target before they could send' : ''));
}

/** A percentile of p allows 1 - p without an answer: they are slower than any bound. */
export function unansweredAllowed(statistic: Statistic): number {
  return statistic === 'mean' ? UNANSWERED_IN_MEAN : Math.min(HUNG_TARGET, tailOf(statistic) ?? 1);
}

export function tooFew(
  scope: Pick<Scope, 'seconds'>,
  { family, statistic }: LatencyDefinition<string>,
  n: number,
): string {
  const needed = samplesNeeded(statistic);
  const lead = `${statistic} needs ${count(needed)} samples, got ${count(n)}`;
  if (family.startsWith('connect') || family.startsWith('subscribe'))
    return `${lead}: connect ${count(needed)} clients`;
  if (family.startsWith('login')) return `${lead}: ${count(needed)} users have to log in`;
  if (n === 0) return lead;
  const seconds = (needed / n) * scope.seconds;
  return `${lead}: at ${formatQuantity(n / scope.seconds, '/s')} the window has to last ${count(Math.ceil(seconds))} s, it lasted ${formatQuantity(scope.seconds, 's')}; a higher rate per client does as well`;
}
