import { fuzzAnswers } from '../fuzz/answers.ts';
import { fuzzSession, proveUnharmed } from '../fuzz/session.ts';
import { fuzz } from '../fuzz/watch.ts';
import type { Fault } from './fault.ts';

/** `npm run test:faults -- --fuzz 1000000` says another. */
const CASES = Number(process.env.TIDEMARK_FUZZ_CASES ?? 20_000);
const SEED = 1;
const MOST_MS = 50;
const MOST_GROWN_BYTES = 16 * 2 ** 20;

const damaged = (what: string, one: (seed: number) => string, prove: () => void): Fault => ({
  name: `damaged ${what}`,
  expected: 'no case throws, none takes 50 ms, memory flat',
  short: false,
  async provoke() {
    const { slowestMs, grownBytes } = await fuzz(CASES, SEED, one);
    prove();
    return `no case throws, ${slowestMs < MOST_MS ? 'none takes 50 ms' : `one takes ${slowestMs} ms`}, memory ${grownBytes < MOST_GROWN_BYTES ? 'flat' : `grows by ${grownBytes} B`}`;
  },
});

export const damagedInput: readonly Fault[] = [
  damaged('packets into an MQTT session', fuzzSession, proveUnharmed),
  damaged('answers into the HTTP reader', fuzzAnswers, () => {}),
];
