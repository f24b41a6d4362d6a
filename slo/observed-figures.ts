/** Figures that do not depend on what was sent: those of target, machine and generator, and how a time drifts. */
import type { Observation, ProcessSeries } from '../saved/observation.ts';
import type { Missing } from './mqtt/scope.ts';

export type Figure = { readonly value: number; readonly n: number } | Missing;

/** The part of a run that any protocol has. */
export interface Observed {
  readonly observation: Observation | null;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly run: {
    readonly generator: {
      readonly perAgent: readonly { readonly cpuPercent: number; readonly loopUtilization: number }[];
    };
  };
}

export const OBSERVED_FIGURES = {
  'target.cpu': (scope) => overTarget(scope, (series) => series.cpuPercent, mean),
  'target.memory': (scope) => overTarget(scope, (series) => series.residentBytes, max),
  'system.cpu.idle.min': (scope) => {
    const system = scope.observation?.system;
    if (!system) return unobserved(scope, 'the machine');
    return overSeconds(within(scope, system.cpuIdlePercent, system.fromMs), 'the machine', min);
  },
  'generator.cpu': (scope) => busiest(scope.run.generator.perAgent.map(({ cpuPercent }) => cpuPercent)),
  'generator.loop.utilization': (scope) =>
    busiest(scope.run.generator.perAgent.map(({ loopUtilization }) => 100 * loopUtilization)),
} as const satisfies Record<string, (scope: Observed) => Figure>;

export function memoryPerConnection(scope: Observed, connected: number): Figure {
  if (connected === 0) return { missing: 'no client was connected in the window' };
  return overTarget(
    scope,
    (series) => series.residentBytes.map((bytes) => bytes - series.idleResidentBytes),
    (values) => max(values) / connected,
  );
}

/** Milliseconds of one core; `done` of them in the window. */
export function cpuMsPer(what: string, scope: Observed, done: number): Figure {
  const cpu = OBSERVED_FIGURES['target.cpu'](scope);
  if ('missing' in cpu) return cpu;
  if (done === 0) return { missing: `no ${what} in the window` };
  const { fromMs, toMs } = scope.window;
  return { value: ((cpu.value / 100) * (toMs - fromMs)) / done, n: cpu.n };
}

/**
 * Per-second medians, weighted by the answers of the second, in the last third of the window over those in the
 * first; the series begin at `firstMs`.
 */
export function driftOf(
  { window }: Observed,
  firstMs: number,
  series: readonly { readonly p50Ms: readonly (number | null)[]; readonly answered: readonly number[] }[],
): Figure {
  const third = (window.toMs - window.fromMs) / 3;
  const response = (fromMs: number, toMs: number): { weight: number; mean: number } => {
    let weight = 0;
    let sum = 0;
    for (const { p50Ms, answered } of series) {
      p50Ms.forEach((ms, second) => {
        const middleMs = firstMs + second * 1000 + 500;
        if (ms === null || middleMs < fromMs || middleMs >= toMs) return;
        weight += answered[second] ?? 0;
        sum += ms * (answered[second] ?? 0);
      });
    }
    return { weight, mean: sum / weight };
  };
  const start = response(window.fromMs, window.fromMs + third);
  const end = response(window.toMs - third, window.toMs);
  if (start.weight === 0) return { missing: 'no answer in the first third of the window' };
  if (end.weight === 0) return { missing: 'no answer in the last third of the window' };
  if (start.mean === 0) return { missing: 'the response time of the first third is below 1 us' };
  return { value: end.mean / start.mean, n: start.weight + end.weight };
}

/** The seconds whose middle lies in the window. */
export function within<T>({ window }: Observed, values: readonly T[], fromMs: number): T[] {
  return values.filter((_, second) => {
    const middleMs = fromMs + second * 1000 + 500;
    return middleMs >= window.fromMs && middleMs < window.toMs;
  });
}

function overTarget(
  scope: Observed,
  values: (series: ProcessSeries) => readonly number[],
  reduce: (values: readonly number[]) => number,
): Figure {
  const target = scope.observation?.target;
  if (!target) return unobserved(scope, 'the target');
  return overSeconds(within(scope, values(target), target.fromMs), 'the target', reduce);
}

function overSeconds(
  values: readonly number[],
  what: string,
  reduce: (values: readonly number[]) => number,
): Figure {
  return values.length > 0
    ? { value: reduce(values), n: values.length }
    : { missing: `${what} was not observed in the window` };
}

function unobserved(scope: Observed, what: string): Missing {
  const notes = scope.observation?.missing ?? [];
  return { missing: `${what} was not observed${notes.length > 0 ? `: ${notes.join(' ')}` : ''}` };
}

function busiest(values: readonly number[]): Figure {
  return values.length > 0 ? { value: max(values), n: values.length } : { missing: 'no agent reported' };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const max = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
const min = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
