/**
 * What the generator itself costs: CPU per message, connection and TLS handshake of all agents and the coordinator,
 * memory of a held connection and schedule lag, beside MQTT.js doing the same and beside the least that sockets allow.
 * Engines take turns, medians are printed. Tables and a line of JSON to stdout, progress to stderr. Linux.
 */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { durationMs } from '../text/units.ts';
import { cacheCompiledCode } from './compile-cache.ts';
import { Brokers } from './generator/brokers.ts';
import { figuresOf } from './generator/figures.ts';
import { peerEngine } from './generator/peer.ts';
import { neededFor, scenarios } from './generator/scenarios.ts';
import { summaryOf } from './generator/summary.ts';
import { figuresTables } from './generator/tables.ts';
import { tidemarkEngine } from './generator/tidemark-engine.ts';
import { type Contender, takeTurns } from './generator/turns.ts';

const FLOOR = 'floor';
const BASELINE = 'baseline';
const NAMES = scenarios(0).map(({ name }) => name);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Options {
  readonly rounds: string;
  readonly for: string;
  readonly only?: string[];
  readonly engines?: string[];
  readonly baseline?: string;
  readonly cpuProf?: string;
}

const { rounds, ...options } = new Command('bench:generator')
  .description('what the load generator costs: CPU, memory and schedule lag')
  .option('--rounds <n>', 'times every engine takes its turn', '3')
  .option('--for <duration>', 'measured time of each publishing scenario', '4s')
  .option('--only <scenarios...>', NAMES.join(', '))
  .option('--engines <names...>', 'tidemark, mqttjs, floor, baseline')
  .option('--baseline <folder>', 'another checkout whose generator takes its turn too')
  .option('--cpu-prof <folder>', 'write CPU profiles of the agents there')
  .parse()
  .opts<Options>();
const only = options.only ?? NAMES;
const unknown = only.find((name) => !NAMES.includes(name));
if (unknown !== undefined)
  throw new Error(`--only: some of ${NAMES.join(', ')} are required; got ${unknown}.`);

cacheCompiledCode();

const profiling =
  options.cpuProf === undefined
    ? []
    : ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${options.cpuProf}`];
const [floor, handshakes] = [peerEngine('./floor.ts'), peerEngine('./handshakes.ts')];
const mqttjs = peerEngine('./mqttjs.ts');
const own = await tidemarkEngine(ROOT, profiling);
const baseline = options.baseline === undefined ? null : await tidemarkEngine(options.baseline, profiling);
const CONTENDERS: readonly Contender[] = [
  { name: 'tidemark', engineFor: () => own },
  // An earlier revision cannot do all that this one does.
  { name: BASELINE, engineFor: () => baseline, mayFail: true },
  { name: 'mqttjs', engineFor: () => mqttjs },
  {
    name: FLOOR,
    engineFor: ({ transport, reading }) =>
      transport === 'ws' ? null : reading.of === 'handshakes' ? handshakes : floor,
  },
];
const contenders = CONTENDERS.filter(({ name }) => options.engines?.includes(name) ?? true);
const chosen = neededFor(scenarios(durationMs(options.for)), only);

const brokers = new Brokers();
process.once('SIGINT', () => void brokers.stop().finally(() => process.exit(130)));
try {
  const figures = figuresOf(chosen, await takeTurns(chosen, contenders, Number(rounds), brokers));
  const { label: broker } = brokers;
  const { model = 'unknown' } = cpus()[0] ?? {};
  const node = process.version;
  console.log(`${broker}, Node ${node}, ${cpus().length} CPUs (${model}), ${rounds} rounds, medians:\n`);
  console.log(figuresTables(chosen, figures, FLOOR));
  console.log(`\n${JSON.stringify({ broker, node, cpus: cpus().length, ...summaryOf(figures) })}`);
} finally {
  await brokers.stop();
}
