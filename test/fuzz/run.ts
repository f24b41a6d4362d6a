/** `npm run test:fuzz -- --cases 1000000 --seed 1`: prints the seed, with which a failure comes again. */
import { parseArgs } from 'node:util';
import { fuzzAnswers } from './answers.ts';
import { causesTold, fuzzSession, proveUnharmed } from './session.ts';
import { type Fuzzed, fuzz } from './watch.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const cases = Number(values.cases ?? 1e6);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const told = (what: string, { slowestMs, grownBytes, outcomes }: Fuzzed): void =>
  say(
    `${what}: ${cases} cases, slowest ${slowestMs} ms, memory grown by ${Math.round(grownBytes / 1024)} KiB; ${JSON.stringify(Object.fromEntries(outcomes))}`,
  );

say(`seed ${seed}`);
const session = await fuzz(cases, seed, fuzzSession);
proveUnharmed();
told('packets into an MQTT session', session);
say(`  ended for ${causesTold()} different causes`);
told('answers into the HTTP reader', await fuzz(cases, seed, fuzzAnswers));
