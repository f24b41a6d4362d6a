/** What the machine did in the measure phase of a run, and what such values come to. */

import type { MachineOfTarget, SystemSeries } from '../saved/observation.ts';
import { largest, smallest } from '../statistics/extremes.ts';
import type { MeasuredCellRun } from './rows.ts';

export type MachineSeries = Exclude<keyof SystemSeries, 'fromMs'>;

/**
 * The seconds of the measure phase, by their middle; empty when the machine, or this of it, was not observed. Without
 * `of` it is the machine that made the load.
 */
export function machineValues(
  run: MeasuredCellRun | null,
  name: MachineSeries,
  of?: MachineOfTarget,
): number[] {
  const system = of ?? run?.observation.system;
  const window = run?.result.windows.measure;
  if (!system || !window) return [];
  return secondsWithin(window, system.fromMs, system[name] ?? []);
}

/**
 * CPU that neither the target nor an agent used, in percent of all CPUs, as a mean of the measure phase. Null where one
 * of them was not observed.
 */
export function otherCpuPercent(run: MeasuredCellRun | null, cores: number): number | null {
  const idle = mean(machineValues(run, 'cpuIdlePercent'));
  const window = run?.result.windows.measure;
  if (!run || idle === null || !window) return null;
  const { target, elsewhere, agents } = run.observation;
  if (!target && !elsewhere) return null;
  const own = [...(target && !elsewhere ? [target] : []), ...agents].map(({ fromMs, cpuPercent }) =>
    mean(secondsWithin(window, fromMs, cpuPercent)),
  );
  const known = own.reduce<number | null>((sum, cpu) => (sum === null || cpu === null ? null : sum + cpu), 0);
  return known === null ? null : Math.max(0, 100 - idle - known / cores);
}

const secondsWithin = (
  window: { readonly fromMs: number; readonly toMs: number },
  fromMs: number,
  values: readonly number[],
): number[] =>
  values.filter((_, second) => {
    const middleMs = fromMs + second * 1000 + 500;
    return middleMs >= window.fromMs && middleMs < window.toMs;
  });

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
export const highest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : largest(values);
export const lowest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : smallest(values);
