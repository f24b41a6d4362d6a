/** What a run says to one metric: a value, or why there is none. */
import { type Interruption, interruptionText } from '../load/cut-short.ts';
import type { PhasesPlan } from '../load/plan.ts';
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

/** The run has no window of that name, or was interrupted before it. */
export function noWindow(
  {
    plan,
    windows,
    interrupted,
  }: {
    readonly plan: Pick<PhasesPlan, 'windows'>;
    readonly windows: Readonly<Record<string, unknown>>;
    readonly interrupted?: Interruption;
  },
  name: string,
): Missing {
  return interrupted && plan.windows.some((window) => window.name === name)
    ? { missing: `${interruptionText(interrupted)}, before this window` }
    : absent('window', name, Object.keys(windows));
}
