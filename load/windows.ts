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

/** The same until `atUs`: what lies after it is empty. */
export const windowsUntil = ({ fromUs, toUs }: WindowTimes, atUs: number): WindowTimes => ({
  fromUs: fromUs.map((us) => Math.min(us, atUs)),
  toUs: toUs.map((us) => Math.min(us, atUs)),
});

/** Results by the name of the window, empty windows left out; `of` is given the number of the window in the plan. */
export function byWindow<T>(
  windows: readonly WindowPlan[],
  of: (number: number) => T,
): Record<string, T & { readonly fromMs: number; readonly toMs: number }> {
  return Object.fromEntries(
    windows.flatMap(({ name, fromMs, toMs }, number) =>
      fromMs < toMs ? [[name, { fromMs, toMs, ...of(number) }]] : [],
    ),
  );
}
