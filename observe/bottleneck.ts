/** Which resource holds the load back, and what shows it. Pure. */

import type { GeneratorResult } from '../load/mqtt/result.ts';
import type { AgentHealth } from '../load/result.ts';
import type { Bottleneck, ProcessSeries, SystemSeries } from '../saved/observation.ts';
import { largest } from '../statistics/extremes.ts';
import * as limit from './limits.ts';
import type { QueueSample } from './sockets.ts';

/** What was seen, as far as it was; times of series and samples relative to the start of the measure phase. */
export interface BottleneckInput {
  readonly measureMs: number;
  readonly cores: number;
  readonly system: SystemSeries | null;
  /** On the same seconds as `system`. */
  readonly networkBusyPercent: readonly number[];
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
 * swapped makes everything else slow.
 */
export function bottleneck(input: BottleneckInput): Bottleneck {
  const { system, target, generator, measureMs } = input;
  const overMeasure = (values: readonly number[], fromMs: number) => within(values, fromMs, measureMs);
  const ofSystem = (values: readonly number[]) => overMeasure(values, system?.fromMs ?? 0);

  const targetCpu = target ? mean(overMeasure(target.cpuPercent, target.fromMs)) : 0;
  const quota = input.targetQuotaPercent;
  const targetMax = Math.min(input.targetSingleThreaded ? 100 : input.cores * 100, quota ?? Infinity);
  const agentCpu = Math.max(0, ...generator.perAgent.map(({ cpuPercent }) => cpuPercent));
  const generatorCpu = generator.perAgent.reduce((total, { cpuPercent }) => total + cpuPercent, 0);
  const loop = Math.max(0, ...generator.perAgent.map(({ loopUtilization }) => loopUtilization));
  const polls = generator.pacing === 'poll'; // a polling agent fills a core on purpose
  const idle = system ? mean(ofSystem(system.cpuIdlePercent)) : null;
  const diskBusy = system ? mean(ofSystem(system.diskBusyPercent)) : 0;
  const networkBusy = mean(ofSystem(input.networkBusyPercent));
  const memoryUsed = system ? largest(ofSystem(system.memoryUsedPercent), 0) : 0;
  const queues = input.queues.filter(({ atMs }) => atMs >= 0 && atMs <= measureMs);
  const unreadByTarget = median(queues.map((it) => it.clientSendBytes + it.targetReceiveBytes));
  const unreadByGenerator = median(queues.map((it) => it.clientReceiveBytes + it.targetSendBytes));

  const evidence: string[] = [];
  const shows = (condition: boolean, sentence: string) => {
    if (condition) evidence.push(sentence);
    return condition;
  };
  const memoryFull = shows(
    memoryUsed >= limit.MEMORY_FULL_PERCENT,
    `memory was ${percent(memoryUsed)} used at its highest`,
  );
  const targetFull = shows(
    targetCpu >= (limit.CORE_FULL_PERCENT / 100) * targetMax,
    targetMax === quota
      ? `the target used ${percent(targetCpu)} of one core, of ${percent(quota)} its quota allows`
      : input.targetSingleThreaded
        ? `the target used ${percent(targetCpu)} of one core, and has one thread to use it with`
        : `the target used ${percent(targetCpu)} of one core, of ${targetMax} % there are`,
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
  const diskFull = shows(
    diskBusy >= limit.DISK_BUSY_PERCENT,
    `the busiest disk was busy ${percent(diskBusy)} of the time`,
  );
  const networkFull = shows(
    networkBusy >= limit.NETWORK_BUSY_PERCENT,
    `the fullest network interface ran at ${percent(networkBusy)} of its speed`,
  );
  const busiest = `target ${percent(targetCpu)}, generator ${percent(generatorCpu)} of one core`;
  const machineFull = shows(
    idle !== null && !polls && idle < limit.MACHINE_IDLE_PERCENT,
    `the machine's ${input.cores} CPUs were ${percent(idle ?? 0)} idle: ${busiest}`,
  );
  const ours = targetCpu + generatorCpu >= limit.OUR_SHARE * input.cores * 100;
  shows(machineFull && !ours, 'most of that was used by neither: something else ran on this machine');

  const targetHolds = targetFull || targetNotReading;
  const generatorHolds = generatorFull || generatorNotReading;
  const where = ((): Bottleneck['where'] => {
    if (memoryFull) return 'memory';
    if (targetHolds && generatorHolds) {
      if (targetNotReading !== generatorNotReading) return targetNotReading ? 'target' : 'generator';
      if (targetNotReading) return unreadByTarget >= unreadByGenerator ? 'target' : 'generator';
      return targetCpu / targetMax >= loop ? 'target' : 'generator';
    }
    if (generatorHolds) return 'generator';
    if (targetFull) return 'target';
    if (diskFull) return 'disk';
    if (networkFull) return 'network';
    if (targetNotReading) return 'target';
    if (machineFull && ours) return targetCpu >= generatorCpu ? 'target' : 'generator';
    return 'none';
  })();
  if (where === 'none') evidence.push(atRest());
  return { where, evidence };

  function atRest(): string {
    const parts = [
      ...(system ? [`the busiest CPU ${percent(mean(ofSystem(system.cpuLeastIdlePercent)))} idle`] : []),
      ...(target ? [`the target at ${percent(targetCpu)} of one core`] : []),
      ...(generator.perAgent.length > 0 ? [`the busiest generator loop ${percent(loop * 100)} busy`] : []),
    ];
    return parts.length > 0 ? `nothing was full: ${parts.join(', ')}` : 'nothing could be observed';
  }
}

/** Seconds that lie in the measure phase, give or take half of one. */
function within(values: readonly number[], fromMs: number, measureMs: number): readonly number[] {
  const first = Math.max(0, Math.round(-fromMs / 1000));
  return values.slice(first, Math.max(first, Math.round((measureMs - fromMs) / 1000)));
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

const percent = (value: number) => `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
const kib = (bytes: number) => `${Math.round(bytes / 1024).toLocaleString('en-US')} KiB`;
