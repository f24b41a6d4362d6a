/** The windows of a plan: parts of the measure phase that are judged apart. */
import type { WindowPlan } from './plan.ts';

/** Absolute half-open intervals, microseconds of the monotonic clock; one a window of the plan. */
export interface WindowTimes {
  readonly fromUs: readonly number[];
  readonly toUs: readonly number[];
}

export const windowTimes = (windows: readonly WindowPlan[], measureStartUs: number): WindowTimes => ({
  fromUs: windows.map(({ fromMs }) => measureStartUs + fromMs * 1000),
  toUs: windows.map(({ toMs }) => measureStartUs + toMs * 1000),
});

/** Results by the name of the window; `of` is given the number of the window in the plan. */
export function byWindow<T>(
  windows: readonly WindowPlan[],
  of: (number: number) => T,
): Record<string, T & { readonly fromMs: number; readonly toMs: number }> {
  return Object.fromEntries(
    windows.map(({ name, fromMs, toMs }, number) => [name, { fromMs, toMs, ...of(number) }]),
  );
}
