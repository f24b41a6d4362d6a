/** What a metric of a saved cell is called: `load-2:devices/delivery.p99@storm`. */
import type { Better } from '../../slo/figure-list.ts';
import { HTTP_METRICS, METRICS } from '../../slo/metrics.ts';

/** Without the load, the group and the window it is of. */
export const baseOf = (metric: string): string =>
  metric
    .replace(/^load-\d+:/, '')
    .replace(/@[^@]*$/, '')
    .replace(/^.*\//, '');

/** Null for one that is not judged; undefined for one there is none of. */
export function betterOf(metric: string): Better | null | undefined {
  const name = baseOf(metric);
  // A search saves its answer beside what its runs measured.
  if (/^capacity(\.upper|\.delivered)?$/.test(name)) return 'higher';
  return (METRICS.get(name) ?? HTTP_METRICS.get(name))?.better;
}
