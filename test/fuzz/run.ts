/** `npm run test:fuzz -- --cases 1000000 --seed 1`: prints the seed, with which a failure comes again. */
import { parseArgs } from 'node:util';
import { FUZZED } from './kinds.ts';
import { fuzz } from './watch.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const cases = Number(values.cases ?? 1e6);
const MIB = 2 ** 20;

process.stdout.write(`seed ${seed}\n`);
for (const { what, one, prove } of FUZZED) {
  const { slowestMs, slowestSeed, beganBytes, grownBytes, outcomes } = await fuzz(cases, seed, one);
  prove?.();
  process.stdout.write(
    `${what}: ${cases} cases, slowest ${slowestMs} ms (seed ${slowestSeed}), memory ${(beganBytes / MIB).toFixed(1)} MiB, then ${((beganBytes + grownBytes) / MIB).toFixed(1)} MiB; ${JSON.stringify(Object.fromEntries(outcomes))}\n`,
  );
}
