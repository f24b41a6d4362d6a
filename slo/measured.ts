/** What a run says to one metric: a value, or why there is none. */
import type { MetricValue } from '../saved/slo-row.ts';
import { nearMiss } from '../text/near-miss.ts';

export interface Missing {
  /** Why there is no figure; never a pass. */
  readonly missing: string;
}
export type Measured = MetricValue | Missing;
/** In the unit of its metric. */
export type Figure = { readonly value: number; readonly n: number } | Missing;

/** The run has no window, group or task of that name. */
export function absent(what: string, name: string, known: readonly string[]): Missing {
  const meant = nearMiss(name, known);
  const hint = meant === null ? '.' : `; did you mean "${meant}"?`;
  return { missing: `the run has no ${what} "${name}"${hint} It has: ${known.join(', ')}.` };
}
