/**
 * Proves the gate: how often `tidemark compare` calls a broker different from itself, and how often it finds one that
 * acknowledges a tenth later, or needs a tenth more CPU a message, among background noise. Many comparisons are drawn from stored runs (`--collect`
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

const { collect, comparisons, planted, live } = new Command('bench:gate')
  .description('false alarms and missed slowdowns of `tidemark compare`')
  .option('--collect <runs>', 'first make so many new stored runs an arm')
  .option('--comparisons <n>', 'of the broker with itself, drawn from stored runs', '200')
  .option('--planted <n>', 'of the broker with each slower one, drawn likewise', '50')
  .option('--live <n>', 'made live, half of them with the slower one', '20')
  .parse()
  .opts<Record<string, string | undefined>>();

const CLI = fileURLToPath(new URL('../cli/tidemark.js', import.meta.url));

if (collect !== undefined) await underNoise(() => collectRuns(Number(collect)));
const stored = readStored();
const runsOf = (arm: StoredRun['arm']): StoredRun[] => stored.runs.filter((run) => run.arm === arm);
const base = runsOf('base');
const drawn = {
  base: seeds(comparisons).map((seed) => drawComparison(base, base, seed)),
  ack: seeds(planted).map((seed) => drawComparison(base, runsOf('ack'), seed)),
  cpu: seeds(planted).map((seed) => drawComparison(base, runsOf('cpu'), seed)),
};
for (const arm of ['base', 'ack', 'cpu'] as const) {
  const runs = median(drawn[arm].map(([one]) => one?.base.length ?? 0));
  console.log(
    `${arm}: ${runsOf(arm).length} stored runs; ${drawn[arm].length} comparisons, ${runs} runs an arm (median)`,
  );
  for (const metric of GATED) {
    const [of, to] = [base, runsOf(arm)].map((list) => median(list.map(({ metrics }) => metrics[metric])));
    const rows = drawn[arm].map((one) => one.filter((row) => row.metric === metric));
    const said = rows.filter(arm === 'base' ? saysDifferent : saysSlower).length;
    console.log(
      `  ${metric.padEnd(23)} ${to!.toFixed(4)} ms (${(100 * (to! / of! - 1)).toFixed(1)} %), said ${said} times`,
    );
  }
}

const lived = await underNoise(() => compareLive(Number(live)));
const livedWith = (arm: StoredRun['arm']): Lived[] => lived.filter((one) => one.arm === arm);
console.log(
  JSON.stringify({
    falseAlarms: drawn.base.filter(saysDifferent).length,
    comparisons: drawn.base.length,
    found: drawn.ack.filter(saysSlower).length,
    planted: drawn.ack.length,
    cpuFound: drawn.cpu.filter(saysSlower).length,
    cpuPlanted: drawn.cpu.length,
    live: lived.length,
    liveFalseAlarms: livedWith('base').filter(({ metrics }) => saysDifferent(metrics)).length,
    liveWithItself: livedWith('base').length,
    liveFound: livedWith('ack').filter(({ metrics }) => saysSlower(metrics)).length,
    livePlanted: livedWith('ack').length,
  }),
);

function seeds(count: string | undefined): number[] {
  return Array.from({ length: Number(count) }, (_, seed) => seed);
}

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

/** In turn, the order in each turn by chance: what the machine does meanwhile meets all. */
async function collectRuns(count: number): Promise<void> {
  if (!(count > 0)) throw new Error(`--collect: a number above 0 is required; got "${collect}".`);
  using brokers = new Brokers();
  const arms = ['base', 'ack', 'cpu'] as const;
  const collectedAt = new Date().toISOString();
  const runs: StoredRun[] = [];
  for (let turn = 0; turn < count; turn++) {
    for (const index of shuffled(arms.length, turn)) {
      const { run, environment } = await brokers.run(arms[index]!);
      runs.push(run);
      writeStored({ collectedAt, environment, runs });
      console.error(`${runs.length} of ${arms.length * count} ${run.arm} ${JSON.stringify(run.metrics)}`);
    }
  }
}

interface Lived {
  readonly arm: StoredRun['arm'];
  readonly metrics: Comparison['metrics'];
}

/** By the real command, each with its own runs; every second one with the slower broker. */
async function compareLive(count: number): Promise<readonly Lived[]> {
  using brokers = new Brokers();
  const lived: Lived[] = [];
  for (let nth = 0; nth < count; nth++) {
    const arm = nth % 2 === 1 ? 'ack' : 'base';
    const out = join(brokers.folder, `live-${nth}`);
    const metrics = GATED.flatMap((metric) => ['--metric', metric]);
    const arms = [brokers.configuration('base'), brokers.configuration(arm)].map(
      (file) => `broker-config=${file}`,
    );
    const words = [
      'compare',
      ...arms,
      ...OPTIONS,
      ...metrics,
      '--seed',
      `${nth}`,
      '--budget',
      '1s',
      '--out',
      out,
    ];
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...words, '--', SUITE], {
      encoding: 'utf8',
    });
    if (status !== 0 && status !== 1 && status !== 125)
      throw new Error(`tidemark compare ended with ${status}:\n${stderr}`);
    const comparison: Comparison = JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8'));
    lived.push({ arm, metrics: comparison.metrics });
    console.error(`live ${nth + 1} of ${count}: ${arm}: ${comparison.verdict}`);
  }
  return lived;
}
