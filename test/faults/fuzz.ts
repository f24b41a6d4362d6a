import { FUZZED } from '../fuzz/kinds.ts';
import { fuzz } from '../fuzz/watch.ts';
import type { Fault } from './fault.ts';

/** `npm run test:faults` sets it. */
const CASES = Number(process.env.TIDEMARK_FUZZ_CASES);
const SEED = 1;
const MOST_MS = 50;
const MOST_GROWN_BYTES = 16 * 2 ** 20;

export const damagedInput: readonly Fault[] = FUZZED.map(({ what, one, prove }) => ({
  name: `damaged ${what}`,
  expected: 'no case throws, none takes 50 ms, memory flat',
  short: false,
  async provoke() {
    const { slowestMs, slowestSeed, grownBytes } = await fuzz(CASES, SEED, one);
    prove?.();
    return `no case throws, ${slowestMs < MOST_MS ? 'none takes 50 ms' : `one takes ${slowestMs} ms (seed ${slowestSeed})`}, memory ${grownBytes < MOST_GROWN_BYTES ? 'flat' : `grows by ${grownBytes} B`}`;
  },
}));
