/**
 * Whether the bottleneck is named right: loads with one that was planted, again and again. What was said of each to stderr, a
 * table and a line of JSON to stdout. Linux; mosquitto, sysstat, iproute2; for some causes root and control groups of version 1.
 */
import { Command } from 'commander';
import { CAUSES } from './bottleneck/causes.ts';
import { observed, wrong } from './bottleneck/observed.ts';

const {
  rounds,
  for: seconds,
  only,
} = new Command('bench:bottleneck')
  .description('how often the bottleneck is named right')
  .option('--rounds <n>', 'times each cause is planted', '20')
  .option('--for <seconds>', 'measured time of each load', '5')
  .option(
    '--only <verdicts...>',
    `causes with these verdicts: ${[...new Set(CAUSES.map(({ where }) => where))].join(', ')}`,
  )
  .parse()
  .opts<{ rounds: string; for: string; only?: string[] }>();

const figures: { name: string; where: string; right: number; of: number; notPlanted?: string }[] = [];
for (const cause of CAUSES) {
  const { name, where, lacking } = cause;
  if (only && !only.includes(where)) continue;
  if (lacking !== null) {
    console.error(`${name}: not planted: ${lacking}`);
    figures.push({ name, where, right: 0, of: 0, notPlanted: lacking });
    continue;
  }
  let right = 0;
  for (let round = 1; round <= Number(rounds); round++) {
    const run = await observed(cause, 1000 * Number(seconds));
    const why = wrong(cause, run);
    if (why === null) right++;
    const { evidence } = run.observation.bottleneck;
    console.error(
      `${name}, ${round} of ${rounds}: ${why === null ? `right: ${evidence.join('; ')}` : `WRONG: ${why}`}`,
    );
  }
  figures.push({ name, where, right, of: Number(rounds) });
}
for (const { name, where, right, of } of figures)
  console.log(`${name.padEnd(40)} ${where.padEnd(10)} ${right} of ${of} right`);
console.log(`\n${JSON.stringify({ causes: figures })}`);
