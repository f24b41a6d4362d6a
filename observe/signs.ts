/** The signs of a bottleneck in what was seen, and the sentences that tell them. Pure. */
import type { BottleneckInput } from './bottleneck-input.ts';
import * as limit from './limits.ts';
import type { Machine } from './machines.ts';
import { percent } from './percent.ts';
import { shareStuck, unreadBytes } from './unread-bytes.ts';
import type { Usage } from './usage.ts';
import { heldBy, mayHaveWaited, quotaText, sharedQuota, starved } from './waits.ts';

export interface Signs {
  readonly evidence: readonly string[];
  readonly memoryFull: boolean;
  readonly targetFull: boolean;
  /** A CPU of its machine is full, and its process was not seen. */
  readonly targetCpuFull: boolean;
  /** Its quota or a signal kept it from running. */
  readonly targetHeld: boolean;
  readonly generatorHeld: boolean;
  /** Generator and target used up a quota that they share. */
  readonly quotaShared: boolean;
  readonly unreadByTarget: number;
  readonly targetNotReading: boolean;
  readonly generatorFull: boolean;
  readonly unreadByGenerator: number;
  readonly generatorNotReading: boolean;
  /** The disk is busy, and the target may wait for it. */
  readonly diskFull: boolean;
  /** The target was seen to wait for a disk. */
  readonly diskAwaited: boolean;
  readonly networkFull: boolean;
  /** It is full, and generator and target used most of it. */
  readonly machineFilledByUs: boolean;
  /** The machine is full, and others used more of it than either of ours. */
  readonly machineTaken: boolean;
}

export function signsOf(input: BottleneckInput, usage: Usage): Signs {
  const { machines, ours, targetCpu, targetMax, quota, agentCpu, generatorCpu, loop, polls } = usage;
  const { elsewhere, generator, cores, others = null } = input;
  const { target: ofTarget = null, generator: ofGenerator = null } = input.waits ?? {};
  const queues = unreadBytes(input.queues, input.measureMs);
  const unreadByTarget = queues?.byTargetBytes ?? 0;
  const unreadByGenerator = queues?.byGeneratorBytes ?? 0;

  const evidence: string[] = [];
  const shows = (condition: boolean, sentence: () => string) => {
    if (condition) evidence.push(sentence());
    return condition;
  };
  /** Whether one of the machines shows it; each that does is evidence. */
  const anyShows = (condition: (machine: Machine) => boolean, sentence: (machine: Machine) => string) =>
    machines.map((machine) => shows(condition(machine), () => sentence(machine))).includes(true);

  const memoryFull = anyShows(
    ({ memoryUsed }) => memoryUsed >= limit.MEMORY_FULL_PERCENT,
    ({ of, memoryUsed }) => `memory${of} was ${percent(memoryUsed)} used at its highest`,
  );
  const targetFull = shows(targetCpu >= (limit.CORE_FULL_PERCENT / 100) * targetMax, () =>
    targetMax === quota
      ? `the target used ${percent(targetCpu)} of one core, of ${percent(quota)} its quota allows`
      : input.targetSingleThreaded
        ? `the target used ${percent(targetCpu)} of one core, and has one thread to use it with`
        : `the target used ${percent(targetCpu)} of one core, of ${targetMax} % there are`,
  );
  // Where its process is not seen, a full CPU of its machine is as much as can be known of it.
  const targetCpuFull =
    !usage.targetSeen &&
    elsewhere &&
    anyShows(
      ({ ofTarget, busiestCpu }) => ofTarget && busiestCpu >= limit.CORE_FULL_PERCENT,
      ({ of, busiestCpu }) =>
        `the busiest CPU${of} was ${percent(busiestCpu)} busy; the target's process was not seen`,
    );
  const held = (sentences: readonly string[]) => evidence.push(...sentences) > 0 && sentences.length > 0;
  const targetHeld = held(heldBy('the target', ofTarget, ofGenerator));
  const generatorHeld = held(heldBy('the generator', ofGenerator, ofTarget));
  const shared = sharedQuota(ofTarget, ofGenerator);
  const quotaShared = shows(shared !== null, () => quotaText('generator and target', shared!));
  const full = shows(
    unreadByTarget >= limit.QUEUE_FULL_BYTES,
    () =>
      `the target did not read: ${kib(unreadByTarget)} of the generator's waited in socket queues (median of ${queues?.samples})`,
  );
  const stuck = shows(
    !full &&
      targetCpu < limit.WORKING_SHARE * targetMax &&
      shareStuck(input.queues, input.measureMs) >= limit.STUCK_SHARE,
    () =>
      `the target did not read: what the generator had sent on ${queues?.stuckAtTarget} connections was still there a second later (median of ${queues?.samples} looks)`,
  );
  const generatorFull = shows(
    loop >= limit.LOOP_FULL || (!polls && agentCpu >= limit.CORE_FULL_PERCENT) || generator.generatorBound,
    () =>
      `the busiest generator process used ${percent(agentCpu)} of one core, its loop was ${percent(loop * 100)} busy`,
  );
  const generatorNotReading = shows(
    unreadByGenerator >= limit.QUEUE_FULL_BYTES,
    () =>
      `the generator did not read: ${kib(unreadByGenerator)} of the target's waited in socket queues (median of ${queues?.samples})`,
  );
  const diskWait = ofTarget?.diskWaitPercent ?? null;
  const diskAwaited = shows(
    diskWait !== null && diskWait >= limit.DISK_WAIT_PERCENT,
    () => `the target waited for the disk in ${percent(diskWait!)} of the looks at it`,
  );
  const diskFull =
    (diskWait === null || diskWait >= limit.DISK_WAIT_FELT_PERCENT) &&
    anyShows(
      ({ diskBusy }) => diskBusy >= limit.DISK_BUSY_PERCENT,
      ({ of, diskBusy }) => `the busiest disk${of} was busy ${percent(diskBusy)} of the time`,
    );
  const networkFull = anyShows(
    ({ networkBusy }) => networkBusy >= limit.NETWORK_BUSY_PERCENT,
    ({ of, networkBusy }) => `the fullest network interface${of} ran at ${percent(networkBusy)} of its speed`,
  );

  const here = elsewhere ? 0 : targetCpu;
  const busy = ours !== null && ours.idle < limit.MACHINE_IDLE_PERCENT;
  const usedByUs = here + generatorCpu >= limit.OUR_SHARE * cores * 100;
  const othersMost = !usedByUs || (others?.cpuPercent ?? 0) > Math.max(here, generatorCpu);
  const felt = mayHaveWaited(ofGenerator) || (!elsewhere && mayHaveWaited(ofTarget));
  const waitedLong =
    (starved(ofGenerator) || (!elsewhere && starved(ofTarget))) &&
    ours !== null &&
    ours.idle < limit.MACHINE_IDLE_STARVED_PERCENT;
  const machineTaken = (busy || waitedLong) && othersMost && felt && (!polls || others !== null);
  const machineFull = shows(machineTaken || (busy && !polls), () =>
    [
      `the machine's ${cores} CPUs were ${percent(ours?.idle ?? 0)} idle: `,
      elsewhere ? '' : `target ${percent(targetCpu)}, `,
      `generator ${percent(generatorCpu)} of one core`,
    ].join(''),
  );
  shows(machineFull && othersMost, () =>
    [
      usedByUs
        ? 'others used more than either: something else ran on this machine'
        : 'most of that was used by neither: something else ran on this machine',
      others && others.busiest.length > 0 ? ` (${others.busiest.map(programText).join(', ')})` : '',
      ours && ours.stolen >= STOLEN_PERCENT ? `, and its host took ${percent(ours.stolen)} of a CPU` : '',
    ].join(''),
  );
  shows(machineTaken && (ofTarget !== null || ofGenerator !== null), () => {
    const waited = [
      ...(ofTarget ? [`the target for ${percent(ofTarget.cpuWaitPercent)}`] : []),
      ...(ofGenerator ? [`the generator for ${percent(ofGenerator.cpuWaitPercent)}`] : []),
    ];
    return `they had work and no CPU: ${waited.join(', ')} of the time`;
  });
  return {
    evidence,
    memoryFull,
    targetFull,
    targetCpuFull,
    targetHeld,
    generatorHeld,
    quotaShared,
    unreadByTarget,
    targetNotReading: full || stuck,
    generatorFull,
    unreadByGenerator,
    generatorNotReading,
    diskFull,
    diskAwaited,
    networkFull,
    machineFilledByUs: machineFull && usedByUs,
    machineTaken,
  };
}

/** From here on what the host took is worth a word. */
const STOLEN_PERCENT = 5;

const programText = ({
  name,
  processes,
  cpuPercent,
}: {
  name: string;
  processes: number;
  cpuPercent: number;
}) => `${processes > 1 ? `${processes} × ` : ''}${name} ${percent(cpuPercent)} of one core`;

const kib = (bytes: number) => `${Math.round(bytes / 1024).toLocaleString('en-US')} KiB`;
