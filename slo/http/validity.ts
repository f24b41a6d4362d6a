/**
 * Whose doing is a figure of virtual users? A breach by the target is a `fail`, one by the generator is `invalid`,
 * and so is a figure that proves nothing. Pure.
 */
import { causesInWords } from '../../load/cause-counts.ts';
import { GENERATOR_CONNECT_FAULTS } from '../../load/socket/causes.ts';
import type { HttpLatencyName } from '../../metrics/latencies.ts';

import {
  type HttpMetricDefinition,
  type LatencyDefinition,
  type Statistic,
  samplesNeeded,
} from '../../metrics/metrics.ts';
import { formatQuantity } from '../../text/quantity.ts';
import { type Attribution, disturbed, fail, invalid, PASS } from '../attribution.ts';
import { type Bound, holds } from '../bound.ts';
import { HEALTHY_LOOP_UTILIZATION, LAG_MAJORITY, UNSENT_BY_GENERATOR } from '../limits.ts';
import { count } from '../mqtt/evidence.ts';
import { type Breach, ownStall, stolenCpu } from '../mqtt/excuses.ts';
import { tooFew, unansweredAllowed } from '../mqtt/latency-validity.ts';
import { type Measured, statisticMs } from '../mqtt/measure.ts';
import type { Missing } from '../mqtt/scope.ts';
import { apdexOf } from './measure.ts';
import type { HttpScope } from './scope.ts';

const OWN_FAULTS: readonly string[] = Object.values(GENERATOR_CONNECT_FAULTS);

export function attributeHttp(
  scope: HttpScope,
  metric: HttpMetricDefinition,
  bound: Bound,
  limit: number,
  measured: Measured,
): Attribution {
  if ('missing' in measured) return attributeMissing(scope, metric, measured);
  const own = ownFailures(scope, metric.name);
  if (metric.kind === 'latency') return attributeLatency(scope, metric, bound, limit, measured, own);
  const met = holds(bound.operator, measured.value, limit);
  const { name } = metric;
  if (name.startsWith('generator.'))
    return met ? PASS : disturbed('the generator was too busy; add agents or use fewer users');
  if (/^(target|system)\./.test(name)) return met ? PASS : fail();
  if (!met && own > 0 && bound.operator !== '>=' && bound.operator !== '>') return invalid(ownFaultText(own));
  if (name === 'login.failed') return met ? PASS : fail(causesInWords(scope.run.login.failedBy));
  const light = notOffered(scope);
  if (met) return light === null ? PASS : disturbed(light);
  if (name.startsWith('http.failed')) return fail(causesInWords(scope.failedBy));
  if (name === 'http.rate') return lowRate(scope, bound, limit, light);
  const generator = unhealthy(scope);
  if (name === 'apdex' && scope.run.plan.apdexMs !== null) {
    const withoutLag = apdexOf(scope, 'http.service') ?? 0;
    if (holds(bound.operator, withoutLag, limit))
      return disturbed('it is met without our own schedule lag; add agents or use fewer users');
  }
  return generator === null || scope.failed > 0 ? fail(causes(scope)) : disturbed(generator);
}

function attributeMissing(
  scope: HttpScope,
  { name }: HttpMetricDefinition,
  { missing }: Missing,
): Attribution {
  const { login, targetFaults } = scope.run;
  if (/^(generator|system|target)\./.test(name)) return invalid(missing);
  if (ownFailures(scope, name) > 0) return invalid(`${missing}: ${ownFaultText(ownFailures(scope, name))}`);
  if (scope.failed > 0 && !name.startsWith('login'))
    return fail(`${missing}: ${causesInWords(scope.failedBy)}`);
  if (login.failed > 0) return fail(`${missing}: ${targetFaults.join('; ')}`);
  return invalid(missing);
}

function attributeLatency(
  scope: HttpScope,
  metric: LatencyDefinition<HttpLatencyName>,
  { operator }: Bound,
  limit: number,
  { value, n }: { readonly value: number; readonly n: number },
  own: number,
): Attribution {
  const { family, statistic } = metric;
  const keeps = (latencyMs: number): boolean => holds(operator, latencyMs, limit);
  const met = keeps(value);
  const login = family.startsWith('login');
  const failed = family === 'schedule.lag' ? 0 : login ? scope.run.login.failed : scope.failed;
  if (operator.startsWith('<') && failed / (n + failed) > unansweredAllowed(statistic)) {
    if (own === failed) return invalid(ownFaultText(own));
    const by = causesInWords(login ? scope.run.login.failedBy : scope.failedBy);
    return fail(`${count(failed)} of ${count(n + failed)} failed, which no latency bound allows (${by})`);
  }
  if (n + failed < samplesNeeded(statistic)) return invalid(tooFew(scope, metric, n + failed));
  if (family === 'schedule.lag')
    return met ? PASS : disturbed('the generator itself was late; add agents or use fewer users');
  const light = notOffered(scope);
  if (met) return light === null || login ? PASS : disturbed(light);
  if (!operator.startsWith('<')) return fail();
  const service = login ? 'login.service' : 'http.service';
  const serviceMs = statisticMs(scope.histogram(service)!, statistic);
  if (keeps(serviceMs) && mostlyLag(scope, login)) {
    return disturbed(
      `service time ${formatQuantity(serviceMs, 'ms')} meets it; the rest is our own lateness`,
    );
  }
  if (login || failed > 0) return fail(boundLabel(scope));
  if (scope.run.generator.generatorBound) return fail(boundLabel(scope));
  const breach = breachOf(scope, statistic, keeps(serviceMs) ? value : serviceMs, keeps);
  const excuse = ownStall(scope, breach) ?? fullLoop(scope) ?? stolenCpu(scope.observation, breach);
  return excuse === null ? fail() : disturbed(excuse);
}

function breachOf(
  { window: { fromMs, toMs }, histogram }: HttpScope,
  statistic: Statistic,
  worstMs: number,
  keeps: (latencyMs: number) => boolean,
): Breach {
  return {
    statistic,
    worstMs,
    histogram: histogram('http.service'),
    fromMs,
    toMs: toMs + worstMs,
    judgedMs: toMs - fromMs,
    keeps,
  };
}

/** Response less service is lag, task by task; a busy user's own waiting is in neither. */
function mostlyLag(scope: HttpScope, login: boolean): boolean {
  if (login) return true;
  const means = (['http', 'http.service', 'schedule.lag'] as const).map(
    (name) => scope.histogram(name)?.mean,
  );
  const [response = 0, service = 0, lag = 0] = means;
  return lag >= LAG_MAJORITY * (response - service);
}

function lowRate(scope: HttpScope, { operator }: Bound, limit: number, light: string | null): Attribution {
  if (operator.startsWith('<')) return fail();
  const { users, pace, tasks } = scope.run.plan;
  const share =
    scope.task === null
      ? 1
      : (tasks.find(({ name }) => name === scope.task)?.weight ?? 0) /
        tasks.reduce((sum, { weight }) => sum + weight, 0);
  const thinkS = pace.model === 'closed' ? (pace.waitMs[0] + pace.waitMs[1]) / 2000 : 0;
  const most = share * (pace.model === 'open' ? pace.tasksPerSecond : thinkS > 0 ? users / thinkS : Infinity);
  if (!holds(operator, most, limit) && scope.run.plan.module === null)
    return invalid('the plan does not ask for as much; take more users, a shorter wait or a lower bound');
  if (light !== null) return disturbed(light);
  const generator = unhealthy(scope);
  return generator === null ? fail(boundLabel(scope) || causes(scope)) : disturbed(generator);
}

/** Why the load was not the promised one, by the generator's doing; null when it was. */
function notOffered({ run: { generator } }: HttpScope): string | null {
  const { offered, unsentByGenerator } = generator;
  return offered > 0 && unsentByGenerator / offered > UNSENT_BY_GENERATOR
    ? `the offered load was not offered: the generator left ${count(unsentByGenerator)} of ${count(offered)} tasks unbegun; lower the rate or add agents`
    : null;
}

/** What in the generator explains slowness; null when nothing does, or the loop is to be full. */
function unhealthy(scope: HttpScope): string | null {
  const { window, run } = scope;
  const { generator } = run;
  if (generator.generatorBound) return null;
  const full = fullLoop(scope);
  if (full !== null) return full;
  const stalledMs = generator.perAgent
    .flatMap(({ stalls }) => stalls)
    .filter(({ atMs, durationMs }) => atMs < window.toMs && atMs + durationMs > window.fromMs)
    .reduce((sum, { durationMs }) => sum + durationMs, 0);
  return stalledMs > 0.01 * (window.toMs - window.fromMs)
    ? `the generator stalled for ${count(Math.round(stalledMs))} ms in the window`
    : null;
}

function fullLoop({ run: { generator } }: HttpScope): string | null {
  const busiest = Math.max(0, ...generator.perAgent.map(({ loopUtilization }) => loopUtilization));
  return busiest >= HEALTHY_LOOP_UTILIZATION
    ? `the generator's event loop was ${Math.round(100 * busiest)} % busy; add agents or use fewer users`
    : null;
}

const boundLabel = ({ run }: HttpScope): string =>
  run.generator.generatorBound
    ? "generator-bound: users that do not wait filled the generator's core; this is the generator's figure"
    : '';

const causes = ({ failedBy }: HttpScope): string => causesInWords(failedBy);

/** Failures for want of files, ports or memory on the generator's machine: no target is involved in these. */
function ownFailures(scope: HttpScope, metric: string): number {
  const failedBy = metric.startsWith('login') ? scope.run.login.failedBy : scope.failedBy;
  return OWN_FAULTS.reduce((sum, cause) => sum + (failedBy[cause] ?? 0), 0);
}

const ownFaultText = (own: number): string =>
  `${count(own)} failed for want of files, ports or memory on the generator's machine`;
