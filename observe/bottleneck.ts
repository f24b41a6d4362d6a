/** Which resource holds the load back, and what shows it. Pure. */

import type { GeneratorResult } from '../load/mqtt/result.ts';
import type { AgentHealth } from '../load/result.ts';
import type { Bottleneck, MachineOfTarget, ProcessSeries, SystemSeries } from '../saved/observation.ts';
import { largest } from '../statistics/extremes.ts';
import { cpuLimitPercent } from './cpu-limit.ts';
import * as limit from './limits.ts';
import type { QueueSample } from './sockets.ts';

/** What was seen, as far as it was; times of series and samples relative to the start of the measure phase. */
export interface BottleneckInput {
  readonly measureMs: number;
  /** Of the machine that makes the load, as `system` is. */
  readonly cores: number;
  readonly system: SystemSeries | null;
  /** On the same seconds as `system`. */
  readonly networkBusyPercent: readonly number[];
  /** The target is not on that machine. */
  readonly elsewhere: boolean;
  /** Of the target, as exporters told. */
  readonly machines: readonly MachineOfTarget[];
  readonly target: ProcessSeries | null;
  /** One full core is all it can use. */
  readonly targetSingleThreaded: boolean;
  /** Its CPU quota in percent of one core; null = none. */
  readonly targetQuotaPercent: number | null;
  readonly generator: Pick<GeneratorResult, 'pacing' | 'generatorBound'> & {
    readonly perAgent: readonly Pick<AgentHealth, 'cpuPercent' | 'loopUtilization'>[];
  };
  readonly queues: readonly QueueSample[];
}

/**
 * A target that fills the CPU it can use is the bottleneck, whatever waits for it; so is one that does not read what
 * it was sent, unless disk or network is what it waits for. The generator is, when its loop is full or it does not
 * read. When both are, the longer queue tells who waits for whom, then the fuller one. Memory goes first: what is
 * swapped makes everything else slow. Nothing full is `none` only where enough of the target was seen, else `unknown`.
 */
export function bottleneck(input: BottleneckInput): Bottleneck {
  const { target, generator, measureMs, elsewhere } = input;
  const machines = machinesOf(input);
  const theirs = machines.filter(({ ofTarget }) => ofTarget);

  const targetValues = target ? within(target.cpuPercent, target.fromMs, measureMs) : [];
  const targetCpu = mean(targetValues);
  const quota = input.targetQuotaPercent;
  const targetCores = sum(theirs.map(({ cores }) => cores)) || (elsewhere ? Infinity : input.cores);
  const targetMax = cpuLimitPercent({
    singleThreaded: input.targetSingleThreaded,
    quotaPercent: quota,
    cores: targetCores,
  });
  const agentCpu = Math.max(0, ...generator.perAgent.map(({ cpuPercent }) => cpuPercent));
  const generatorCpu = sum(generator.perAgent.map(({ cpuPercent }) => cpuPercent));
  const loop = Math.max(0, ...generator.perAgent.map(({ loopUtilization }) => loopUtilization));
  const polls = generator.pacing === 'poll'; // a polling agent fills a core on purpose
  const queues = input.queues.filter(({ atMs }) => atMs >= 0 && atMs <= measureMs);
  const unreadByTarget = median(queues.map((it) => it.clientSendBytes + it.targetReceiveBytes));
  const unreadByGenerator = median(queues.map((it) => it.clientReceiveBytes + it.targetSendBytes));

  const evidence: string[] = [];
  const shows = (condition: boolean, sentence: string) => {
    if (condition) evidence.push(sentence);
    return condition;
  };
  /** Whether one of the machines shows it; each that does is evidence. */
  const anyShows = (condition: (machine: Machine) => boolean, sentence: (machine: Machine) => string) =>
    machines.map((machine) => shows(condition(machine), sentence(machine))).includes(true);
  const memoryFull = anyShows(
    ({ memoryUsed }) => memoryUsed >= limit.MEMORY_FULL_PERCENT,
    ({ of, memoryUsed }) => `memory${of} was ${percent(memoryUsed)} used at its highest`,
  );
  const targetFull = shows(
    targetCpu >= (limit.CORE_FULL_PERCENT / 100) * targetMax,
    targetMax === quota
      ? `the target used ${percent(targetCpu)} of one core, of ${percent(quota)} its quota allows`
      : input.targetSingleThreaded
        ? `the target used ${percent(targetCpu)} of one core, and has one thread to use it with`
        : `the target used ${percent(targetCpu)} of one core, of ${targetMax} % there are`,
  );
  // Where its process is not seen, a full CPU of its machine is as much as can be known of it.
  const targetCpuFull =
    targetValues.length === 0 &&
    elsewhere &&
    anyShows(
      ({ ofTarget, busiestCpu }) => ofTarget && busiestCpu >= limit.CORE_FULL_PERCENT,
      ({ of, busiestCpu }) =>
        `the busiest CPU${of} was ${percent(busiestCpu)} busy; the target's process was not seen`,
    );
  const targetNotReading = shows(
    unreadByTarget >= limit.QUEUE_FULL_BYTES,
    `the target did not read: ${kib(unreadByTarget)} of the generator's waited in socket queues (median of ${queues.length})`,
  );
  const generatorFull = shows(
    loop >= limit.LOOP_FULL || (!polls && agentCpu >= limit.CORE_FULL_PERCENT) || generator.generatorBound,
    `the busiest generator process used ${percent(agentCpu)} of one core, its loop was ${percent(loop * 100)} busy`,
  );
  const generatorNotReading = shows(
    unreadByGenerator >= limit.QUEUE_FULL_BYTES,
    `the generator did not read: ${kib(unreadByGenerator)} of the target's waited in socket queues (median of ${queues.length})`,
  );
  const diskFull = anyShows(
    ({ diskBusy }) => diskBusy >= limit.DISK_BUSY_PERCENT,
    ({ of, diskBusy }) => `the busiest disk${of} was busy ${percent(diskBusy)} of the time`,
  );
  const networkFull = anyShows(
    ({ networkBusy }) => networkBusy >= limit.NETWORK_BUSY_PERCENT,
    ({ of, networkBusy }) => `the fullest network interface${of} ran at ${percent(networkBusy)} of its speed`,
  );
  const here = { target: elsewhere ? 0 : targetCpu, generator: generatorCpu };
  const busiest = elsewhere
    ? `generator ${percent(generatorCpu)} of one core`
    : `target ${percent(targetCpu)}, generator ${percent(generatorCpu)} of one core`;
  const [ours = null] = machines.filter(({ ofTarget }) => !ofTarget);
  const machineFull = shows(
    ours !== null && !polls && ours.idle < limit.MACHINE_IDLE_PERCENT,
    `the machine's ${input.cores} CPUs were ${percent(ours?.idle ?? 0)} idle: ${busiest}`,
  );
  const usedByUs = here.target + here.generator >= limit.OUR_SHARE * input.cores * 100;
  shows(machineFull && !usedByUs, 'most of that was used by neither: something else ran on this machine');

  const targetHolds = targetFull || targetCpuFull || targetNotReading;
  const generatorHolds = generatorFull || generatorNotReading;
  const where = ((): Bottleneck['where'] => {
    if (memoryFull) return 'memory';
    if (targetHolds && generatorHolds) {
      if (targetNotReading !== generatorNotReading) return targetNotReading ? 'target' : 'generator';
      if (targetNotReading) return unreadByTarget >= unreadByGenerator ? 'target' : 'generator';
      return targetCpuFull || targetCpu / targetMax >= loop ? 'target' : 'generator';
    }
    if (generatorHolds) return 'generator';
    if (targetFull || targetCpuFull) return 'target';
    if (diskFull) return 'disk';
    if (networkFull) return 'network';
    if (targetNotReading) return 'target';
    if (machineFull && usedByUs) return here.target >= here.generator ? 'target' : 'generator';
    return knownOfTarget() ? 'none' : 'unknown';
  })();
  if (where === 'none' || where === 'unknown') evidence.push(atRest(where));
  return { where, evidence };

  /** Enough was seen of the target to say that it was not full: what it used, of what it could use. */
  function knownOfTarget(): boolean {
    if (targetValues.length > 0) return targetMax < Infinity || targetCpu < limit.CORE_FULL_PERCENT;
    // Whatever used less than a core together filled none.
    const used = sum(theirs.map(({ cores, idle }) => (100 - idle) * cores));
    return theirs.length > 0 && used < limit.CORE_FULL_PERCENT;
  }

  function atRest(verdict: 'none' | 'unknown'): string {
    const parts = [
      ...machines.map(({ of, busiestCpu }) => `the busiest CPU${of} ${percent(100 - busiestCpu)} idle`),
      ...(targetValues.length > 0 ? [`the target at ${percent(targetCpu)} of one core`] : []),
      ...(generator.perAgent.length > 0 ? [`the busiest generator loop ${percent(loop * 100)} busy`] : []),
    ];
    const unseen =
      targetValues.length > 0
        ? 'how much CPU the target can use is not known'
        : theirs.length > 0
          ? 'the process of the target was not seen, and it may have filled a CPU'
          : 'nothing of the target could be seen';
    if (parts.length === 0) return verdict === 'none' ? 'nothing could be observed' : unseen;
    return `${verdict === 'none' ? '' : `${unseen}; `}nothing${verdict === 'none' ? '' : ' that was seen'} was full: ${parts.join(', ')}`;
  }
}

/** What a machine did in the measure phase. */
interface Machine {
  /** '' = the machine that makes the load; " of the target's machine db1:9100". */
  readonly of: string;
  readonly ofTarget: boolean;
  readonly cores: number;
  /** Percent of all CPUs. */
  readonly idle: number;
  readonly busiestCpu: number;
  readonly diskBusy: number;
  readonly networkBusy: number;
  /** At its highest. */
  readonly memoryUsed: number;
}

function machinesOf({ measureMs, cores, system, networkBusyPercent, machines }: BottleneckInput): Machine[] {
  const seen = (series: SystemSeries, networkBusy: readonly number[]) => {
    const values = (of: readonly number[]) => within(of, series.fromMs, measureMs);
    return {
      idle: mean(values(series.cpuIdlePercent)),
      busiestCpu: 100 - mean(values(series.cpuLeastIdlePercent)),
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
function within(values: readonly number[], fromMs: number, measureMs: number): readonly number[] {
  const first = Math.max(0, Math.round(-fromMs / 1000));
  return values.slice(first, Math.max(first, Math.round((measureMs - fromMs) / 1000)));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => (values.length === 0 ? 0 : sum(values) / values.length);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

const percent = (value: number) => `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
const kib = (bytes: number) => `${Math.round(bytes / 1024).toLocaleString('en-US')} KiB`;
