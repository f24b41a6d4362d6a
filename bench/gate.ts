/**
 * Proves the gate: how often `tidemark compare` calls a broker different from itself, and how often it finds one that
 * acknowledges a tenth later, needs a tenth more CPU a message, or has a p99 of delivery a tenth higher, among background
 * noise. Many comparisons are drawn from stored runs (`--collect` makes them anew), some were made by the real command with
 * runs of their own (`--live` makes more). Native mosquitto; Linux. A table and a line of JSON to stdout, progress to
 * stderr.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { MetricComparison } from '../saved/comparison.ts';
import { median } from '../statistics/quartiles.ts';
import { shuffled } from '../statistics/random.ts';
import { Brokers } from './gate/brokers.ts';
import { drawComparison, finds, isAlarm, type Pool } from './gate/drawn.ts';
import { PLANTS } from './gate/plant.ts';
import { type LiveComparison, readLive, writeLive } from './gate/stored-live.ts';
import {
  ARMS,
  type Arm,
  GATED,
  PLANTED,
  PLANTED_ARMS,
  readStored,
  type StoredRun,
  writeStored,
} from './gate/stored-runs.ts';

const { collect, comparisons, planted, live } = new Command('bench:gate')
  .description('false alarms and missed slowdowns of `tidemark compare`')
  .option('--collect <runs>', 'first make so many new stored runs an arm')
  .option('--comparisons <n>', 'of the broker with itself, drawn from stored runs', '200')
  .option('--planted <n>', 'of the broker with each slower one, drawn likewise', '50')
  .option('--live <n>', 'then make so many more live ones, half of them with a slower broker')
  .parse()
  .opts<Record<string, string | undefined>>();

/** Sizes of the computed slowdowns. */
const PERCENTS = [10, 20, 30, 50];

if (collect !== undefined) await underNoise(() => collectRuns(Number(collect)));
if (live !== undefined) await underNoise(() => compareLive(Number(live)));
const stored = readStored();
const runsOf = (arm: Arm): StoredRun[] => stored.runs.filter((run) => run.arm === arm);
const base = runsOf('base');
type Drawn = readonly (readonly MetricComparison[])[];
const draw = (pool: Pool, count: string | undefined): Drawn =>
  Array.from({ length: Number(count) }, (_, seed) => drawComparison(pool, seed));

const itself = draw({ base, head: base }, comparisons);
tell('the broker and itself', itself);
const slower = PLANTED_ARMS.map((arm) => {
  const metric = PLANTED[arm];
  const { idleRules, keptMessages } = stored.plants[arm];
  const drawn = draw({ base, head: runsOf(arm) }, planted);
  tell(`${idleRules} idle access rules, ${keptMessages} messages kept, planted for ${metric}`, drawn);
  return { metric, drawn, found: drawn.filter(finds(metric)).length };
});
const computed = PERCENTS.map((percent) => {
  const drawn = draw({ base, head: base, factor: 1 + percent / 100 }, planted);
  tell(`the broker, and all its values times ${1 + percent / 100}`, drawn);
  return { percent, drawn };
});

const lived = readLive();
const livedWith = (arm: Arm) => lived.filter((one) => one.arm === arm).map(({ metrics }) => metrics);
console.log(
  JSON.stringify({
    falseAlarms: itself.filter(isAlarm).length,
    comparisons: itself.length,
    found: slower.reduce((sum, { found }) => sum + found, 0),
    planted: slower.reduce((sum, { drawn }) => sum + drawn.length, 0),
    foundOf: Object.fromEntries(slower.map(({ metric, drawn, found }) => [metric, [found, drawn.length]])),
    computedFound: Object.fromEntries(
      GATED.map((metric) => [
        metric,
        Object.fromEntries(
          computed.map(({ percent, drawn }) => [`${percent}%`, drawn.filter(finds(metric)).length]),
        ),
      ]),
    ),
    live: lived.length,
    liveWithItself: livedWith('base').length,
    liveFalseAlarms: livedWith('base').filter(isAlarm).length,
    liveFoundOf: Object.fromEntries(
      PLANTED_ARMS.map((arm) => [
        PLANTED[arm],
        [livedWith(arm).filter(finds(PLANTED[arm])).length, livedWith(arm).length],
      ]),
    ),
    liveRed: lived.filter(({ arm, verdict }) => arm !== 'base' && verdict === 'regressed').length,
  }),
);

/** A line a metric: both medians over all comparisons, and what was said how often. */
function tell(what: string, drawn: Drawn): void {
  if (drawn.length === 0) return;
  const runs = median(drawn.map(([row]) => row!.base.length));
  console.log(`${what}: ${drawn.length} comparisons, ${runs} runs an arm (median)`);
  for (const metric of GATED) {
    const rows = drawn.flatMap((one) => one.filter((row) => row.metric === metric));
    const change = median(rows.map(({ changePercent }) => changePercent ?? 0));
    const said = Object.entries(Object.groupBy(rows, ({ verdict }) => verdict)).map(
      ([verdict, of]) => `${verdict} ${of.length}`,
    );
    console.log(`  ${metric.padEnd(23)} ${change.toFixed(1).padStart(5)} %  ${said.sort().join(', ')}`);
  }
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
  const collectedAt = new Date().toISOString();
  const runs: StoredRun[] = [];
  for (let turn = 0; turn < count; turn++) {
    for (const index of shuffled(ARMS.length, turn)) {
      const { run, environment } = await brokers.run(ARMS[index]!);
      runs.push(run);
      writeStored({ collectedAt, environment, plants: PLANTS, runs });
      console.error(`${runs.length} of ${ARMS.length * count} ${run.arm} ${JSON.stringify(run.metrics)}`);
    }
  }
}

/** By the real command, each with its own runs, added to those there are; every second one with a slower broker. */
async function compareLive(count: number): Promise<void> {
  if (!(count > 0)) throw new Error(`--live: a number above 0 is required; got "${live}".`);
  using brokers = new Brokers();
  const made: LiveComparison[] = [...readLive()];
  for (const last = made.length + count; made.length < last; ) {
    const nth = made.length;
    const arm = nth % 2 === 1 ? PLANTED_ARMS[((nth - 1) / 2) % PLANTED_ARMS.length]! : 'base';
    made.push(await brokers.compare(arm, nth + 1));
    writeLive(made);
    const rows = made[nth]!.metrics.map(
      (row) => `${row.metric} ${row.changePercent?.toFixed(1)} % ${row.verdict}`,
    );
    console.error(`live ${made.length} of ${last}: ${arm}: ${rows.join(', ')}`);
  }
}
