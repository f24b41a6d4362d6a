/** What the machines of generator and target did in the measure phase. Pure. */
import type { MachineOfTarget, SystemSeries } from '../saved/observation.ts';
import { largest } from '../statistics/extremes.ts';

export interface Machine {
  /** '' = the machine that makes the load; " of the target's machine db1:9100". */
  readonly of: string;
  readonly ofTarget: boolean;
  readonly cores: number;
  /** Percent of all CPUs. */
  readonly idle: number;
  readonly busiestCpu: number;
  /** By its host, of the CPU it took most from. */
  readonly stolen: number;
  readonly diskBusy: number;
  readonly networkBusy: number;
  /** At its highest. */
  readonly memoryUsed: number;
}

export interface MachinesInput {
  readonly measureMs: number;
  /** Of the machine that makes the load, as `system` is. */
  readonly cores: number;
  readonly system: SystemSeries | null;
  /** On the same seconds as `system`. */
  readonly networkBusyPercent: readonly number[];
  /** Of the target, as exporters told. */
  readonly machines: readonly MachineOfTarget[];
}

/** Those that were seen in the measure phase. */
export function machinesOf({
  measureMs,
  cores,
  system,
  networkBusyPercent,
  machines,
}: MachinesInput): Machine[] {
  const seen = (series: SystemSeries, networkBusy: readonly number[]) => {
    const values = (of: readonly number[]) => within(of, series.fromMs, measureMs);
    return {
      idle: mean(values(series.cpuIdlePercent)),
      busiestCpu: 100 - mean(values(series.cpuLeastIdlePercent)),
      stolen: mean(values(series.cpuStolenPercent ?? [])),
      diskBusy: mean(values(series.diskBusyPercent)),
      networkBusy: mean(values(networkBusy)),
      memoryUsed: largest(values(series.memoryUsedPercent), 0),
    };
  };
  const reaches = ({ fromMs, cpuIdlePercent }: SystemSeries) =>
    within(cpuIdlePercent, fromMs, measureMs).length > 0;
  return [
    ...(system && reaches(system)
      ? [{ of: '', ofTarget: false, cores, ...seen(system, networkBusyPercent) }]
      : []),
    ...machines.filter(reaches).map((machine) => ({
      of: ` of the target's machine ${machine.name}`,
      ofTarget: true,
      cores: machine.cores,
      ...seen(machine, machine.networkBusyPercent),
    })),
  ];
}

/** Seconds that lie in the measure phase, give or take half of one. */
export function within(values: readonly number[], fromMs: number, measureMs: number): readonly number[] {
  const first = Math.max(0, Math.round(-fromMs / 1000));
  return values.slice(first, Math.max(first, Math.round((measureMs - fromMs) / 1000)));
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]) => (values.length === 0 ? 0 : sum(values) / values.length);
