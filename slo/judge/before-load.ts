/** What can be said of a load before it is put on: which percentiles it cannot have enough samples for. Pure. */
import { METRICS } from '../../metrics/metrics.ts';
import type { SloPromise } from '../promise.ts';
import { needsMore, tooFew } from '../samples.ts';
import { type KnownPlan, kindOfPlan } from './kinds.ts';

/** A line for each objective, each metric once. */
export function shortOfSamples(plan: KnownPlan, promises: readonly SloPromise[]): string[] {
  const lines = promises
    .flatMap(({ objectives }) => objectives)
    .flatMap(
      ({
        metric: {
          text,
          group,
          definition: { name },
        },
      }) => {
        const metric = METRICS[plan.protocol].get(name);
        if (metric?.kind !== 'latency') return [];
        const { mostSamples, samples } = kindOfPlan(plan);
        const most = mostSamples(plan, metric, group);
        if (most === null || most < 1 || !needsMore(metric.statistic, most)) return [];
        const sampled = {
          seconds: plan.measureMs / 1000,
          samples: samples(metric),
          lasting: metric.setup ? null : 'measure phase',
        } as const;
        return `${text} cannot be judged after this load: ${tooFew(sampled, metric.statistic, Math.floor(most), 'the plan offers at most')}`;
      },
    );
  return [...new Set(lines)];
}
