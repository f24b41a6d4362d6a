/**
 * What a burst of connections costs the generator: rate, user and system time of each, and its memory while it is held,
 * beside MQTT.js and beside the least that sockets allow. Engines take turns, medians are printed. A table and a line of
 * JSON to stdout, progress to stderr. Linux.
 */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { cacheCompiledCode } from './compile-cache.ts';
import { Brokers } from './generator/brokers.ts';
import { connectionsSummary } from './generator/connections-summary.ts';
import { figuresOf } from './generator/figures.ts';
import { peerEngine } from './generator/peer.ts';
import { BURST_CLIENTS, connections, held, type Scenario } from './generator/scenarios.ts';
import { figuresTables } from './generator/tables.ts';
import { tidemarkEngine } from './generator/tidemark-engine.ts';
import { takeTurns } from './generator/turns.ts';

const { rounds, clients } = new Command('bench:connections')
  .description('what a burst of connections costs: rate, CPU and memory')
  .option('--rounds <n>', 'times every engine takes its turn', '5')
  .option('--clients <n>', 'of one process', `${BURST_CLIENTS}`)
  .parse()
  .opts<{ readonly rounds: string; readonly clients: string }>();
if (!/^[1-9]\d*$/.test(clients)) throw new Error(`--clients: a number above 0 is required; got ${clients}.`);

cacheCompiledCode();
const own = await tidemarkEngine(fileURLToPath(new URL('..', import.meta.url)), []);
const [mqttjs, floor] = [peerEngine('./mqttjs.ts'), peerEngine('./floor.ts')];
const contenders = [
  { name: 'tidemark', engineFor: () => own },
  { name: 'mqttjs', engineFor: () => mqttjs },
  { name: 'floor', engineFor: () => floor },
];
const [start, burst] = connections(Number(clients)) as [Scenario, Scenario];
const brokers = new Brokers();
process.once('SIGINT', () => void brokers.stop().finally(() => process.exit(130)));
try {
  const samples = await takeTurns([start, burst], contenders, Number(rounds), brokers);
  const memory = held(burst);
  const read = [burst, memory];
  const figures = figuresOf(read, new Map([...samples, [memory.name, samples.get(burst.name)!]]));
  const { label: broker } = brokers;
  const { model = 'unknown' } = cpus()[0] ?? {};
  const node = process.version;
  console.log(`${broker}, Node ${node}, ${cpus().length} CPUs (${model}), ${rounds} rounds, medians:\n`);
  console.log(figuresTables(read, figures, 'floor'));
  console.log(
    `\n${JSON.stringify({ broker, node, cpus: cpus().length, clients: Number(clients), ...connectionsSummary(figures) })}`,
  );
} finally {
  await brokers.stop();
}
