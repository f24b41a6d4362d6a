/** Every metric of a run that has a value, for the results file. */
import type { MetricDefinition } from '../../metrics/metrics.ts';
import { WHOLE_PHASE, writeName } from '../../metrics/names.ts';
import type { Observation } from '../../saved/observation.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import type { MetricValue } from '../../saved/slo-row.ts';
import { open } from './opened.ts';

/**
 * `metric` over all groups in the measure window; `group/metric` in the measure window for each group whose metrics are kept
 * apart; `metric@window` over all groups in each further window, where it differs from window to window. So at most
 * (1 + groups + further windows) times the list. Percentiles of few samples are kept: `n` says so.
 * Empty for an invalid run.
 */
export function allMetrics(run: AnyRunResult, observation: Observation | null): Record<string, MetricValue> {
  const metrics: Record<string, MetricValue> = {};
  if (run.status === 'invalid') return metrics;
  const opened = open(run, observation);
  const add = (window: string, group: string | null, wanted: (metric: MetricDefinition) => boolean): void => {
    const part = opened.part(window, group);
    if ('missing' in part) return;
    for (const metric of opened.metrics.filter(wanted)) {
      const value = part.measure(metric);
      if (!('missing' in value)) metrics[writeName({ group, metric: metric.name, window })] = value;
    }
  };
  add(WHOLE_PHASE, null, () => true);
  for (const name of opened.groups) add(WHOLE_PHASE, name, ({ group }) => group);
  for (const window of opened.windows)
    if (window !== WHOLE_PHASE) add(window, null, ({ windowed }) => windowed);
  return metrics;
}
