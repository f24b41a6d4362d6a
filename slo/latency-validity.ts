/**
 * Whose doing is a latency? Response time counts from the intended time, so our own lateness is in
 * it; service time counts from the real write, so it is not. What lies between the two is either
 * schedule lag (ours) or waiting for a window or a full socket (the target's).
 */
import type { LatencyName } from '../load/result.ts';
import type { MetricValue } from '../reporters/results.ts';
import { type Attribution, disturbed, fail, invalid, PASS } from './attribution.ts';
import { type Bound, holds } from './bound.ts';
import {
  busiestLoop,
  count,
  isClosedLoop,
  loadNotOffered,
  loopIsHealthy,
  stallsWithin,
  targetFault,
  unanswered,
} from './evidence.ts';
import { connecting } from './figures.ts';
import { HUNG_TARGET, LAG_MAJORITY, STALL_REACH, UNANSWERED_IN_MEAN } from './limits.ts';
import { statisticMs } from './measure.ts';
import { type LatencyDefinition, type Statistic, samplesNeeded, tailOf } from './metrics.ts';
import { formatQuantity } from './quantity.ts';
import type { Scope } from './scope.ts';

const SERVICE_TWIN: Partial<Record<LatencyName, LatencyName>> = {
  'publish.ack': 'publish.ack.service',
  delivery: 'delivery.service',
};
const ms = (value: number): string => formatQuantity(value, 'ms');

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
  const service = serviceMs(scope, metric) ?? value;
  const stall = ownStall(scope, metric, keeps(service) ? value : service, keeps);
  if (stall !== null && fault === null) return disturbed(stall);
  if (!setup && !isClosedLoop(scope) && !loopIsHealthy(scope) && fault === null) {
    return disturbed(
      `the generator's event loop was ${Math.round(100 * busiestLoop(scope))} % busy; add agents or lower the load`,
    );
  }
  if (isClosedLoop(scope) && scope.run.generator.generatorBound && !setup) {
    return fail("generator-bound: the closed loop filled the generator's core");
  }
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

function serviceMs(scope: Scope, { family, statistic }: LatencyDefinition): number | null {
  const twin = SERVICE_TWIN[family];
  const histogram = twin === undefined ? null : scope.histogram(twin);
  return histogram && statisticMs(histogram, statistic);
}

/** Our own lag as the only reason of a breach, in words; null when it is not. */
function ownLag(
  scope: Scope,
  metric: LatencyDefinition,
  value: number,
  keeps: (latencyMs: number) => boolean,
): string | null {
  const twin = SERVICE_TWIN[metric.family];
  if (twin === undefined) return null;
  const lag = (metric.family === 'delivery' ? scope.load : scope).histogram('schedule.lag');
  const response = scope.histogram(metric.family);
  if (!lag || !response) return null;
  const lagMax = statisticMs(lag, 'max');
  const service = scope.histogram(twin);
  if (!service) {
    // A payload of 16 to 19 B carries no write time: the worst lag stands in for each message's own.
    return keeps(value - lagMax) ? `it is met without our own schedule lag of up to ${ms(lagMax)}` : null;
  }
  const serviceValue = statisticMs(service, metric.statistic);
  if (!keeps(serviceValue)) return null;
  // Response = lag + waiting for the target + service, message by message, so the means add up.
  const betweenMs = statisticMs(response, 'mean') - statisticMs(service, 'mean');
  if (statisticMs(lag, 'mean') < LAG_MAJORITY * betweenMs) return null;
  return `service time ${ms(serviceValue)} meets it; the rest is our own schedule lag of up to ${ms(lagMax)}`;
}

/** A stall of an agent as the only reason of a breach, in words; null when it is not. */
function ownStall(
  scope: Scope,
  { family, statistic }: LatencyDefinition,
  worstMs: number,
  keeps: (latencyMs: number) => boolean,
): string | null {
  const setup = family.startsWith('connect') || family.startsWith('subscribe');
  const late = scope.parts.some(({ plan }) => plan.startAfterMs !== null);
  const [fromMs, toMs] = setup
    ? [Number.NEGATIVE_INFINITY, late ? Number.POSITIVE_INFINITY : 0]
    : [scope.window.fromMs, scope.window.toMs + worstMs];
  const { longestMs, totalMs } = stallsWithin(scope, fromMs, toMs);
  if (longestMs === 0 || !keeps(Math.max(0, worstMs - longestMs))) return null;
  const judgedMs = setup ? connecting(scope).elapsedMs : scope.window.toMs - scope.window.fromMs;
  // Too short to have touched as many messages as the statistic leaves above it.
  const tail = statistic === 'mean' ? 0 : (tailOf(statistic) ?? 1);
  if (STALL_REACH * totalMs < tail * judgedMs) return null;
  return `an agent stalled for ${ms(longestMs)} in the window, and without that it is met`;
}
