/** Figures that do not depend on what was sent: those of target, machine and generator. */
import type { Observation, ProcessSeries, SystemSeries } from '../saved/observation.ts';
import type { Stretch } from './evidence.ts';
import type { FigureRule } from './figure-rule.ts';
import type { Figure, Missing } from './measured.ts';

/** The part of a run that any protocol has. */
export interface Observed {
  readonly observation: Observation | null;
  readonly window: Stretch;
  readonly run: {
    readonly generator: {
      readonly perAgent: readonly { readonly cpuPercent: number; readonly loopUtilization: number }[];
    };
  };
}

export const OBSERVED_RULES = {
  'target.cpu': { value: targetCpu },
  'target.cpu.idle': { value: targetIdle },
  'target.memory': { value: (scope) => overTarget(scope, (series) => series.residentBytes, max) },
  'system.cpu.idle.min': {
    value: (scope) => {
      const machines = machinesOfTarget(scope.observation);
      if (machines.length === 0) return unobserved(scope, 'the machine');
      const seconds = machines.flatMap(({ cpuIdlePercent, fromMs }) => within(scope, cpuIdlePercent, fromMs));
      return overSeconds(seconds, 'the machine', min);
    },
  },
  'system.cpu.idle.busiest': {
    value: (scope) => {
      const machines = machinesOfTarget(scope.observation);
      if (machines.length === 0) return unobserved(scope, 'the machine');
      const idle = machines.map(({ cpuLeastIdlePercent, fromMs }) =>
        overSeconds(within(scope, cpuLeastIdlePercent, fromMs), 'the machine', mean),
      );
      return idle.reduce((least, one) =>
        'missing' in least || ('value' in one && one.value >= least.value) ? least : one,
      );
    },
  },
  'generator.cpu': {
    value: ({ run }) => busiest(run.generator.perAgent.map(({ cpuPercent }) => cpuPercent)),
  },
  'generator.loop.utilization': {
    value: ({ run }) => busiest(run.generator.perAgent.map(({ loopUtilization }) => 100 * loopUtilization)),
  },
} as const satisfies Record<string, FigureRule<Observed>>;

/** Those that exporters told of; else this one, where the target runs on it. */
function machinesOfTarget(observation: Observation | null): readonly SystemSeries[] {
  if (observation?.machines) return observation.machines;
  return observation?.system && !observation.elsewhere ? [observation.system] : [];
}

function targetCpu(scope: Observed): Figure {
  return overTarget(scope, (series) => series.cpuPercent, mean);
}

function targetIdle(scope: Observed): Figure {
  const cpu = targetCpu(scope);
  if ('missing' in cpu) return cpu;
  const limit = scope.observation?.target?.cpuLimitPercent;
  if (limit === undefined) return { missing: 'it is not known how much CPU the target may use' };
  return { ...cpu, value: Math.max(0, 100 * (1 - cpu.value / limit)) };
}

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
  const cpu = targetCpu(scope);
  if ('missing' in cpu) return cpu;
  if (done === 0) return { missing: `no ${what} in the window` };
  const { fromMs, toMs } = scope.window;
  return { value: ((cpu.value / 100) * (toMs - fromMs)) / done, n: cpu.n };
}

/** The seconds whose middle lies in the window. */
export function within<T>({ window }: Pick<Observed, 'window'>, values: readonly T[], fromMs: number): T[] {
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
