/** From a run to the value of a metric, or the reason why there is none. */
import type { Histogram } from '../../load/histogram.ts';
import type { RunResult } from '../../load/mqtt/result.ts';
import {
  type LatencyDefinition,
  METRICS,
  type MetricDefinition,
  type Statistic,
} from '../../metrics/metrics.ts';
import { writeName } from '../../metrics/names.ts';
import type { Observation } from '../../saved/observation.ts';
import type { MetricValue } from '../../saved/slo-row.ts';

import { FIGURE_VALUES } from './figures.ts';
import { type Missing, type Scope, Scopes } from './scope.ts';

export type Measured = MetricValue | Missing;

/** Latencies in ms with microsecond resolution, everything else in the metric's canonical unit. */
export function measure(scope: Scope, metric: MetricDefinition): Measured {
  if (metric.kind === 'latency') return latency(scope, metric);
  const figure = FIGURE_VALUES[metric.name](scope);
  return 'missing' in figure ? figure : { value: figure.value, unit: metric.unit, n: figure.n };
}

/**
 * Every metric that has a value, for the results file: `metric` over all groups in the measure
 * window; `group/metric` in the measure window when there are several groups; `metric@window` over
 * all groups in each further window, where it differs from window to window. So at most
 * (1 + groups + further windows) times the list. Percentiles of few samples are kept: `n` says so.
 * Empty for an invalid run.
 */
export function allMetrics(run: RunResult, observation: Observation | null): Record<string, MetricValue> {
  const metrics: Record<string, MetricValue> = {};
  if (run.status === 'invalid') return metrics;
  const scopes = new Scopes(run, observation);
  const add = (window: string, group: string | null, wanted: (metric: MetricDefinition) => boolean): void => {
    const scope = scopes.of(window, group);
    if ('missing' in scope) return;
    for (const metric of METRICS.values()) {
      const value = wanted(metric) ? measure(scope, metric) : null;
      if (value === null || 'missing' in value) continue;
      metrics[writeName({ group, metric: metric.name, window })] = value;
    }
  };
  add('measure', null, () => true);
  if (run.plan.groups.length > 1) {
    for (const { name } of run.plan.groups) add('measure', name, ({ group }) => group);
  }
  for (const window of Object.keys(run.windows)) {
    if (window !== 'measure') add(window, null, ({ windowed }) => windowed);
  }
  return metrics;
}

/** Milliseconds. */
export function statisticMs(histogram: Histogram, statistic: Statistic): number {
  switch (statistic) {
    case 'min':
      return histogram.getValueAtPercentile(0) / 1000;
    case 'mean':
      return Math.round(histogram.mean) / 1000;
    case 'max':
      return histogram.getValueAtPercentile(100) / 1000;
    default:
      return histogram.getValueAtPercentile(Number(statistic.slice(1))) / 1000;
  }
}

function latency(scope: Scope, { family, statistic, unit }: LatencyDefinition): Measured {
  const histogram = scope.histogram(family);
  if (histogram) return { value: statisticMs(histogram, statistic), unit, n: histogram.totalCount };
  if (family.startsWith('connect')) return { missing: 'no client connected' };
  if (family === 'subscribe.ack') {
    return { missing: scope.subscribes ? 'no SUBACK came' : 'nobody subscribes' };
  }
  if (family.startsWith('delivery')) {
    if (!scope.traceable)
      return { missing: 'a payload below 16 B carries no header: deliveries cannot be timed' };
    if (!scope.subscribes) return { missing: 'nobody subscribes' };
    if (family === 'delivery.service' && scope.counts.received > 0) {
      return { missing: 'a payload below 20 B does not carry its write time' };
    }
    return { missing: `${scope.counts.owed} deliveries owed, none came` };
  }
  const publishing = scope.parts.flatMap(({ plan }) => plan.publish ?? []);
  if (publishing.length === 0) return { missing: 'nobody publishes' };
  if (family === 'schedule.lag') return { missing: 'nothing was sent on a schedule' };
  if (publishing.every(({ qos }) => qos === 0)) return { missing: 'QoS 0 messages are not acknowledged' };
  return { missing: `${scope.acknowledging.sent} QoS 1 messages sent, none acknowledged` };
}
