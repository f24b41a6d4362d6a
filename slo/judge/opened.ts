/** A run and what was observed meanwhile, opened for the judge: its figures, and whose doing a breach of one is. */
import { KINDS } from '../../metrics/kinds.ts';
import { kindsOf, METRICS, type MetricDefinition } from '../../metrics/metrics.ts';
import type { ParsedMetric } from '../../metrics/parse.ts';
import type { Observation } from '../../saved/observation.ts';
import type { Attribution } from '../attribution.ts';
import type { Bound } from '../bound.ts';
import { attributeFigure } from '../figure-rule.ts';
import { attributeLatency } from '../latency.ts';
import type { Measured, Missing } from '../measured.ts';
import { attributeMissing } from '../missing.ts';
import { statisticMs } from '../statistic.ts';
import { kindOf, type MeasuredRun } from './kinds.ts';

/** A window of the run, and one group of it or all. */
export interface Part {
  /** Latencies in ms with microsecond resolution, everything else in the metric's canonical unit. */
  measure(metric: MetricDefinition): Measured;
  /** What the bound asks for in the metric's unit. */
  limit(metric: MetricDefinition, bound: Bound): number | Missing;
  attribute(metric: MetricDefinition, bound: Bound, limit: number, measured: Measured): Attribution;
}

export interface Opened {
  readonly windows: readonly string[];
  /** Groups, or tasks, whose metrics are kept beside those over all of them. */
  readonly groups: readonly string[];
  /** The metrics there are of such a run. */
  readonly metrics: readonly MetricDefinition[];
  /** What the list says of a metric of such a run. */
  definition(metric: ParsedMetric): MetricDefinition | Missing;
  part(window: string, group: string | null): Part | Missing;
}

export function open(run: MeasuredRun, observation: Observation | null): Opened {
  const kind = kindOf(run);
  const { protocol } = run.plan;
  const metrics: ReadonlyMap<string, MetricDefinition> = METRICS[protocol];
  const scopes = kind.scopes(run, observation);
  return {
    windows: Object.keys(run.windows),
    groups: kind.groups(run),
    metrics: [...metrics.values()],
    definition: ({ text, definition: { name } }) =>
      metrics.get(name) ?? {
        missing: `${text} is measured in ${kindsOf(name).join(' and ')} runs, and this is an ${KINDS[protocol].name} run`,
      },
    part(window, group) {
      const scope = scopes(window, group);
      if ('missing' in scope) return scope;
      return {
        measure(metric) {
          if (metric.kind === 'figure') {
            const figure = kind.figures[metric.name]!.value(scope);
            return 'missing' in figure ? figure : { value: figure.value, unit: metric.unit, n: figure.n };
          }
          const histogram = scope.histogram(metric.family);
          if (!histogram) return { missing: kind.whyNoLatency(scope, metric) };
          const value = statisticMs(histogram, metric.statistic);
          return { value, unit: metric.unit, n: histogram.totalCount };
        },
        limit({ name }, bound) {
          if (!bound.ofOffered) return bound.limit;
          const offered = kind.figures[name]?.offered?.(scope);
          if (!offered) return { missing: `${name} has no offered load` };
          if ('missing' in offered) return offered;
          // Counts first, seconds last: 99 of 100 sent is 99 % of offered, to the last bit.
          return (bound.limit * offered.count) / 100 / offered.seconds;
        },
        attribute(metric, bound, limit, measured) {
          if ('missing' in measured) return attributeMissing(metric, kind.whyMissing(scope, metric));
          if (metric.kind === 'latency') {
            const evidence = kind.latencyEvidence(scope, metric);
            return attributeLatency(evidence, metric, bound, limit, measured);
          }
          const judged = { evidence: kind.evidence(scope), rule: kind.figures[metric.name]!, scope };
          return attributeFigure(judged, metric, { operator: bound.operator, limit }, measured);
        },
      };
    },
  };
}
