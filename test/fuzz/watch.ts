/** Carries cases out, and says what each of them cost. */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Fuzzed {
  /** CPU time of the case that took longest: the machine may be busy elsewhere. */
  readonly slowestMs: number;
  /** Its seed; null: each took less than can be measured. */
  readonly slowestSeed: number | null;
  /** Memory in use when a tenth of the cases was done. */
  readonly beganBytes: number;
  /** Memory that is still in use, against the time when a tenth of the cases was done. */
  readonly grownBytes: number;
  /** How many cases ended in each way. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** @throws Error that names the case; `one` gives how it ended. */
export async function fuzz(cases: number, seed: number, one: (caseSeed: number) => string): Promise<Fuzzed> {
  const outcomes = new Map<string, number>();
  let slowestUs = 0;
  let slowestSeed: number | null = null;
  let before = 0;
  for (let n = 0; n < cases; n++) {
    // What zlib holds is freed in a turn of its own.
    if (n % 500 === 0) await setImmediate();
    if (n === Math.ceil(cases / 10)) before = await inUse();
    const { outcome, cpuUs } = timed(seed + n, one);
    // The first ones are compiled; a collection of garbage may come in any, but hardly in the same one three times.
    if (n > 1000 && cpuUs > slowestUs) {
      const leastUs = Math.min(cpuUs, timed(seed + n, one).cpuUs, timed(seed + n, one).cpuUs);
      if (leastUs > slowestUs) [slowestUs, slowestSeed] = [leastUs, seed + n];
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  await setImmediate();
  const grownBytes = (await inUse()) - before;
  return { slowestMs: slowestUs / 1000, slowestSeed, beganBytes: before, grownBytes, outcomes };
}

function timed(caseSeed: number, one: (caseSeed: number) => string): { outcome: string; cpuUs: number } {
  const before = process.threadCpuUsage();
  try {
    const outcome = one(caseSeed);
    const { user, system } = process.threadCpuUsage();
    return { outcome, cpuUs: user - before.user + system - before.system };
  } catch (error) {
    throw new Error(`case ${caseSeed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

let collect: (() => void) | null = null;

const TURNS = 8;

/** The least of some turns: zlib gives back what it holds from threads of its own. */
async function inUse(): Promise<number> {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TURNS; turn++) {
    await sleep(5);
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}
