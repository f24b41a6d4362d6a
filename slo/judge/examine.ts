/** What a run of either protocol says to one objective: the figure, the limit in its unit, and whose doing it is. */
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import type { MeasuredRun } from '../../load/mqtt/result.ts';
import { HTTP_METRICS, METRICS } from '../../metrics/metrics.ts';
import type { Observation } from '../../saved/observation.ts';
import type { Attribution } from '../attribution.ts';
import { measureHttp } from '../http/measure.ts';
import { offeredRate } from '../http/offered.ts';
import { httpScope } from '../http/scope.ts';
import { attributeHttp } from '../http/validity.ts';
import { type Measured, measure } from '../mqtt/measure.ts';
import { type Missing, type Scope, Scopes } from '../mqtt/scope.ts';
import { attribute } from '../mqtt/validity.ts';
import type { Objective } from '../promise.ts';

export interface Examined {
  readonly measured: Measured;
  readonly limit: number;
  readonly attribution: Attribution;
}
export type Examine = (objective: Objective) => Examined | Missing;

export function examineMqtt(run: MeasuredRun, observation: Observation | null, window: string): Examine {
  const scopes = new Scopes(run, observation);
  return ({ metric, bound }) => {
    const definition = METRICS.get(metric.definition.name);
    if (!definition) return foreign(metric.text, 'HTTP', 'MQTT');
    const scope = scopes.of(window, metric.group);
    if ('missing' in scope) return scope;
    const measured = measure(scope, definition);
    const limit = bound.ofOffered ? shareOfOffered(scope, definition.name, bound.limit) : bound.limit;
    return { measured, limit, attribution: attribute(scope, definition, bound, limit, measured) };
  };
}

export function examineHttp(run: MeasuredHttpRun, observation: Observation | null, window: string): Examine {
  return ({ metric, bound }) => {
    const definition = HTTP_METRICS.get(metric.definition.name);
    if (!definition) return foreign(metric.text, 'MQTT', 'HTTP');
    const scope = httpScope(run, observation, window, metric.group);
    if ('missing' in scope) return scope;
    const measured = measureHttp(scope, definition);
    const offered = bound.ofOffered ? offeredRate(scope) : 0;
    if (typeof offered === 'object') return offered;
    const limit = bound.ofOffered ? (bound.limit * offered) / 100 : bound.limit;
    return { measured, limit, attribution: attributeHttp(scope, definition, bound, limit, measured) };
  };
}

const foreign = (metric: string, of: string, run: string): Missing => ({
  missing: `${metric} is measured in ${of} runs, and this is an ${run} run`,
});

/** Counts first, seconds last: 99 of 100 sent is 99 % of offered, to the last bit. */
function shareOfOffered(scope: Scope, name: string, percent: number): number {
  const { offered } = name === 'acknowledged' ? scope.acknowledging : scope.counts;
  return (percent * offered) / 100 / (name === 'publish.rate' ? scope.seconds : 1);
}
