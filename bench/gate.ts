/**
 * Proves the gate: how often `tidemark compare` calls a broker different from itself, and how often it finds one that
 * needs a tenth more CPU a message, among background noise. Many comparisons are drawn from stored runs (`--collect`
 * makes them anew), some are made live by the real command. Native mosquitto; Linux. Table and a line of JSON to stdout,
 * progress to stderr.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { shuffled } from '../load/http/random.ts';
import { median } from '../matrix/regression/quartiles.ts';
import type { Comparison } from '../reporters/comparison.ts';
import { Brokers, OPTIONS, SUITE } from './gate/brokers.ts';
import { drawComparison, saysDifferent, saysSlower } from './gate/drawn.ts';
import { GATED, readStored, type StoredRun, writeStored } from './gate/stored-runs.ts';

const { collect, idleRules, comparisons, planted, live } = new Command('bench:gate')
  .description('false alarms and missed slowdowns of `tidemark compare`')
  .option('--collect <runs>', 'first make so many new stored runs an arm')
  .option('--idle-rules <n>', 'access rules that slow the planted broker down, for --collect')
  .option('--comparisons <n>', 'of the broker with itself, drawn from stored runs', '200')
  .option('--planted <n>', 'of the broker with the slower one, drawn likewise', '50')
  .option('--live <n>', 'made live, half of them with the slower one', '20')
  .parse()
  .opts<Record<string, string | undefined>>();

const CLI = fileURLToPath(new URL('../cli/tidemark.js', import.meta.url));

if (collect !== undefined) await underNoise(() => collectRuns(Number(collect), Number(idleRules)));
const stored = readStored();
const baseRuns = stored.runs.filter(({ arm }) => arm === 'base');
const plantedRuns = stored.runs.filter(({ arm }) => arm === 'planted');
console.log(
  `${baseRuns.length} stored runs of the broker, ${plantedRuns.length} of the slower one (medians, ms):`,
);
for (const metric of GATED) {
  const [base, slower] = [baseRuns, plantedRuns].map((runs) =>
    median(runs.map(({ metrics }) => metrics[metric])),
  );
  const change = (100 * (slower! / base! - 1)).toFixed(1);
  console.log(`  ${metric.padEnd(24)} ${base!.toFixed(4)} ${slower!.toFixed(4)}  ${change} %`);
}

const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);
const drawn = {
  same: seeds(Number(comparisons)).map((seed) => drawComparison(baseRuns, baseRuns, seed)),
  slower: seeds(Number(planted)).map((seed) => drawComparison(baseRuns, plantedRuns, seed)),
};
const runsOf = (list: typeof drawn.same): number => median(list.map(([one]) => one!.base.length));
for (const metric of GATED) {
  const of = (list: typeof drawn.same) => list.map((one) => one.filter((row) => row.metric === metric));
  console.log(
    `  ${metric.padEnd(24)} said to differ ${of(drawn.same).filter(saysDifferent).length} of ${comparisons}, found slower ${of(drawn.slower).filter(saysSlower).length} of ${planted}`,
  );
}
console.log(
  `Runs an arm (median): ${runsOf(drawn.same)} with itself, ${runsOf(drawn.slower)} with the slower one.`,
);

const lived = await underNoise(() => compareLive(Number(live)));
console.log(
  JSON.stringify({
    falseAlarms: drawn.same.filter(saysDifferent).length,
    comparisons: drawn.same.length,
    found: drawn.slower.filter(saysSlower).length,
    planted: drawn.slower.length,
    live: lived.length,
    liveFalseAlarms: lived.filter(({ slower, metrics }) => !slower && saysDifferent(metrics)).length,
    liveWithItself: lived.filter(({ slower }) => !slower).length,
    liveFound: lived.filter(({ slower, metrics }) => slower && saysSlower(metrics)).length,
    livePlanted: lived.filter(({ slower }) => slower).length,
  }),
);

async function underNoise<T>(body: () => Promise<T>): Promise<T> {
  const noise = spawn(process.execPath, [fileURLToPath(new URL('gate/noise.ts', import.meta.url))], {
    stdio: 'ignore',
  });
  try {
    return await body();
  } finally {
    noise.kill();
  }
}

/** In pairs, the order in each by chance: what the machine does meanwhile meets both. */
async function collectRuns(count: number, rules: number): Promise<void> {
  if (!(count > 0 && rules > 0))
    throw new Error('--collect RUNS and --idle-rules N, both above 0, go together.');
  using brokers = new Brokers(rules);
  const collectedAt = new Date().toISOString();
  const runs: StoredRun[] = [];
  for (let pair = 0; pair < count; pair++) {
    for (const index of shuffled(2, pair)) {
      const arm = index === 0 ? 'base' : 'planted';
      const { run, environment } = await brokers.run(arm);
      runs.push(run);
      writeStored({ collectedAt, environment, idleRules: rules, runs });
      console.error(`${runs.length} of ${2 * count} ${arm} ${JSON.stringify(run.metrics)}`);
    }
  }
}

interface Lived {
  readonly slower: boolean;
  readonly metrics: Comparison['metrics'];
}

/** By the real command, each with its own runs. */
async function compareLive(count: number): Promise<readonly Lived[]> {
  using brokers = new Brokers(stored.idleRules);
  const lived: Lived[] = [];
  for (let nth = 0; nth < count; nth++) {
    const slower = nth % 2 === 1;
    const out = join(brokers.folder, `live-${nth}`);
    const head = slower ? brokers.planted : brokers.base;
    const metrics = GATED.flatMap((metric) => ['--metric', metric]);
    const arms = [`broker-config=${brokers.base}`, `broker-config=${head}`];
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        CLI,
        'compare',
        ...arms,
        ...OPTIONS,
        ...metrics,
        '--seed',
        `${nth}`,
        '--budget',
        '2m',
        '--out',
        out,
        '--',
        SUITE,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0 && status !== 1 && status !== 125)
      throw new Error(`tidemark compare ended with ${status}:\n${stderr}`);
    const comparison: Comparison = JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8'));
    lived.push({ slower, metrics: comparison.metrics });
    console.error(`live ${nth + 1} of ${count}: ${slower ? 'slower' : 'same'}: ${comparison.verdict}`);
  }
  return lived;
}
