/** Which resource holds the load back, and what shows it. Pure. */
import type { Bottleneck } from '../saved/observation.ts';
import type { BottleneckInput } from './bottleneck-input.ts';
import * as limit from './limits.ts';
import { sum } from './machines.ts';
import { percent } from './percent.ts';
import { type Signs, signsOf } from './signs.ts';
import { type Usage, usageOf } from './usage.ts';
import { starved } from './waits.ts';

export type { BottleneckInput } from './bottleneck-input.ts';

export function bottleneck(input: BottleneckInput): Bottleneck {
  const usage = usageOf(input);
  const signs = signsOf(input, usage);
  const where = holderOf(input, usage, signs) ?? (knownOfTarget(usage) ? 'none' : 'unknown');
  const atRest = where === 'none' || where === 'unknown' ? [atRestText(where, input, usage)] : [];
  const didNotRead = [
    ...(signs.targetNotReading ? (['target'] as const) : []),
    ...(signs.generatorNotReading ? (['generator'] as const) : []),
  ];
  return {
    where,
    evidence: [...signs.evidence, ...atRest],
    ...(didNotRead.length > 0 && { didNotRead }),
  };
}

/**
 * Memory goes first: what is swapped makes everything else slow. Then whoever was kept from running by a quota of its own or by
 * a signal: nobody else's doing explains that. On a machine that other programs fill, whoever waited for a CPU is not to blame.
 * A target that fills the CPU it can use is the bottleneck, whatever waits for it; so is one that does not read what
 * it was sent, unless disk or network is what it waits for. The generator is, when its loop is full or it does not
 * read. When both are, the longer queue tells who waits for whom, then the fuller one. Null: nothing was full.
 */
function holderOf(input: BottleneckInput, usage: Usage, signs: Signs): Bottleneck['where'] | null {
  const { targetCpu, targetMax, generatorCpu, loop } = usage;
  const { target: ofTarget = null, generator: ofGenerator = null } = input.waits ?? {};
  const here = input.elsewhere ? 0 : targetCpu;
  const larger = here >= generatorCpu ? 'target' : 'generator';

  if (signs.memoryFull) return 'memory';
  if (signs.targetHeld !== signs.generatorHeld) return signs.targetHeld ? 'target' : 'generator';
  if (signs.targetHeld)
    return (ofTarget?.stoppedPercent ?? 0) >= (ofGenerator?.stoppedPercent ?? 0) ? 'target' : 'generator';
  if (signs.quotaShared) return larger;

  const { targetFull, targetCpuFull, targetNotReading, generatorNotReading, diskAwaited } = signs;
  const taken = {
    target: signs.machineTaken && starved(ofTarget),
    generator: signs.machineTaken && (starved(ofGenerator) || busyWithoutCpu(usage)),
  };
  const targetHolds = targetFull || targetCpuFull || (targetNotReading && !taken.target);
  const generatorHolds = (signs.generatorFull || generatorNotReading) && !taken.generator;
  if (diskAwaited && !targetFull && !(generatorHolds && !targetNotReading)) return 'disk';
  if (targetHolds && generatorHolds) {
    if (targetNotReading !== generatorNotReading) return targetNotReading ? 'target' : 'generator';
    if (targetNotReading) return signs.unreadByTarget >= signs.unreadByGenerator ? 'target' : 'generator';
    return targetCpuFull || targetCpu / targetMax >= loop ? 'target' : 'generator';
  }
  if (generatorHolds) return 'generator';
  if (targetFull || targetCpuFull) return 'target';
  if (signs.diskFull) return 'disk';
  if (signs.networkFull) return 'network';
  if (targetHolds) return 'target';
  if (signs.machineTaken) return 'machine';
  return signs.machineFilledByUs ? larger : null;
}

/** Its loop counted as busy while others had its CPU. */
const busyWithoutCpu = ({ loop, agentCpu }: Usage): boolean =>
  loop >= limit.LOOP_FULL && agentCpu < 100 * limit.WORKING_SHARE;

/** Enough was seen of the target to say that it was not full: what it used, of what it could use. */
function knownOfTarget({ targetSeen, targetMax, targetCpu, theirs }: Usage): boolean {
  if (targetSeen) return targetMax < Infinity || targetCpu < limit.CORE_FULL_PERCENT;
  // Whatever used less than a core together filled none.
  const used = sum(theirs.map(({ cores, idle }) => (100 - idle) * cores));
  return theirs.length > 0 && used < limit.CORE_FULL_PERCENT;
}

function atRestText(
  verdict: 'none' | 'unknown',
  { generator }: BottleneckInput,
  { machines, theirs, targetSeen, targetCpu, loop }: Usage,
): string {
  const parts = [
    ...machines.map(({ of, busiestCpu }) => `the busiest CPU${of} ${percent(100 - busiestCpu)} idle`),
    ...(targetSeen ? [`the target at ${percent(targetCpu)} of one core`] : []),
    ...(generator.perAgent.length > 0 ? [`the busiest generator loop ${percent(loop * 100)} busy`] : []),
  ];
  const unseen = targetSeen
    ? 'how much CPU the target can use is not known'
    : theirs.length > 0
      ? 'the process of the target was not seen, and it may have filled a CPU'
      : 'nothing of the target could be seen';
  if (parts.length === 0) return verdict === 'none' ? 'nothing could be observed' : unseen;
  return `${verdict === 'none' ? '' : `${unseen}; `}nothing${verdict === 'none' ? '' : ' that was seen'} was full: ${parts.join(', ')}`;
}
