/** What the machine did in the measure phase of a run, and what such values come to. */
import type { SystemSeries } from '../saved/observation.ts';
import type { MeasuredCellRun } from './rows.ts';

export type MachineSeries = Exclude<keyof SystemSeries, 'fromMs'>;

/** The seconds of the measure phase, by their middle; empty when the machine, or this of it, was not observed. */
export function machineValues(run: MeasuredCellRun | null, name: MachineSeries): number[] {
  const system = run?.observation.system;
  const window = run?.result.windows.measure;
  if (!system || !window) return [];
  const values = system[name] ?? [];
  return values.filter((_, second) => {
    const middleMs = system.fromMs + second * 1000 + 500;
    return middleMs >= window.fromMs && middleMs < window.toMs;
  });
}

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
export const highest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
export const lowest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value));
