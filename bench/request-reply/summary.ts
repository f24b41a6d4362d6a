/** Medians of the turns, and the line of JSON. Pure. */
import { median } from '../../statistics/quartiles.ts';
import type { Asked } from './asking.ts';

/** One engine, once: who asks and who answers are both its own. */
export interface Sample extends Asked {
  readonly workerCpuUs: number;
}

export interface EngineFigures {
  readonly requestsPerCpuSecond: number;
  readonly workerRepliesPerCpuSecond: number;
  readonly matchedPercent: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Null: every turn of it failed. */
export function figuresOf(samples: readonly Sample[]): EngineFigures | null {
  if (samples.length === 0) return null;
  const of = (figure: (sample: Sample) => number, digits: number): number =>
    Number(median(samples.map(figure)).toFixed(digits));
  return {
    requestsPerCpuSecond: of(({ due, cpuUs }) => due / (cpuUs / 1e6), 0),
    workerRepliesPerCpuSecond: of(({ matched, workerCpuUs }) => matched / (workerCpuUs / 1e6), 0),
    matchedPercent: of(({ matched, due }) => (100 * matched) / due, 3),
    p50Ms: of(({ p50Ms }) => p50Ms, 2),
    p99Ms: of(({ p99Ms }) => p99Ms, 2),
  };
}

export const generatorBytesOf = (samples: readonly Sample[]): number =>
  Math.round(median(samples.map(({ residentBytes }) => residentBytes)));
