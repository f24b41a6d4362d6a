/** How much of what they can use target and generator used in the measure phase. Pure. */
import { largest } from '../statistics/extremes.ts';
import type { BottleneckInput } from './bottleneck-input.ts';
import { cpuLimitPercent } from './cpu-limit.ts';
import { type Machine, machinesOf, mean, sum, within } from './machines.ts';
import { sharedQuota } from './waits.ts';

/** CPU is in percent of one core. */
export interface Usage {
  readonly machines: readonly Machine[];
  /** Of the target, as exporters told. */
  readonly theirs: readonly Machine[];
  /** The machine that makes the load. */
  readonly ours: Machine | null;
  /** The target's CPU was seen in the measure phase. */
  readonly targetSeen: boolean;
  readonly targetCpu: number;
  /** The most that the target can use; Infinity = not known. */
  readonly targetMax: number;
  /** The quota that sets it; null = none does. */
  readonly quota: number | null;
  /** Of the busiest agent. */
  readonly agentCpu: number;
  /** Of all agents. */
  readonly generatorCpu: number;
  /** Of the busiest event loop, 0..1. */
  readonly loop: number;
  /** A polling agent fills a core on purpose. */
  readonly polls: boolean;
}

export function usageOf(input: BottleneckInput): Usage {
  const { target, generator, measureMs, elsewhere, waits } = input;
  const machines = machinesOf(input);
  const theirs = machines.filter(({ ofTarget }) => ofTarget);
  const values = target ? within(target.cpuPercent, target.fromMs, measureMs) : [];
  const targetCores = sum(theirs.map(({ cores }) => cores)) || (elsewhere ? Infinity : input.cores);
  const shared = sharedQuota(waits?.target ?? null, waits?.generator ?? null) !== null;
  const ofGroup = shared ? Infinity : (waits?.target?.quota?.quotaPercent ?? Infinity);
  const quota = Math.min(input.targetQuotaPercent ?? Infinity, ofGroup);
  const most = input.targetSingleThreaded ? 100 : targetCores * 100;
  const agents = generator.perAgent.map(({ cpuPercent }) => cpuPercent);
  return {
    machines,
    theirs,
    ours: machines.find(({ ofTarget }) => !ofTarget) ?? null,
    targetSeen: values.length > 0,
    targetCpu: mean(values),
    targetMax: cpuLimitPercent({
      singleThreaded: input.targetSingleThreaded,
      quotaPercent: quota,
      cores: targetCores,
    }),
    quota: quota <= most && quota < Infinity ? quota : null,
    agentCpu: largest(agents, 0),
    generatorCpu: sum(agents),
    loop: largest(
      generator.perAgent.map(({ loopUtilization }) => loopUtilization),
      0,
    ),
    polls: generator.pacing === 'poll',
  };
}
