/**
 * What the generator itself costs: CPU per message and per connection of all agents and the coordinator,
 * beside MQTT.js doing the same and beside the least that sockets allow. Engines take turns, medians are printed.
 * Table and a line of JSON to stdout, progress to stderr. Linux.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Broker } from '../targets/broker/broker.ts';
import { startBroker } from '../targets/broker/start.ts';
import { durationMs } from '../text/units.ts';
import { figuresOf, figuresTable } from './figures.ts';
import { peerEngine } from './peer.ts';
import type { Engine, Sample } from './sample.ts';
import { CONNECT, planOf, START_UP, scenarios } from './scenarios.ts';
import { tidemarkEngine } from './tidemark-engine.ts';

const FLOOR = 'floor';
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Options {
  readonly rounds: string;
  readonly for: string;
  readonly only?: string[];
  readonly engines?: string[];
  readonly baseline?: string;
  readonly cpuProf?: string;
}

const { rounds, only, ...options } = new Command('bench:generator')
  .description('CPU per message and per connection of the load generator')
  .option('--rounds <n>', 'times every engine takes its turn', '3')
  .option('--for <duration>', 'measured time of each publishing scenario', '4s')
  .option('--only <scenarios...>', 'connect, open-qos0, open-qos1, closed-qos1')
  .option('--engines <names...>', 'tidemark, mqttjs, floor, baseline')
  .option('--baseline <folder>', 'another checkout whose generator takes its turn too')
  .option('--cpu-prof <folder>', 'write CPU profiles of the agents there')
  .parse()
  .opts<Options>();

const profiling =
  options.cpuProf === undefined
    ? []
    : ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${options.cpuProf}`];
const engines = new Map<string, Engine>([
  ['tidemark', await tidemarkEngine(ROOT, profiling)],
  ...(options.baseline === undefined
    ? []
    : [['baseline', await tidemarkEngine(options.baseline, profiling)] as const]),
  ['mqttjs', peerEngine('./mqttjs.ts')],
  [FLOOR, peerEngine('./floor.ts')],
]);
for (const name of engines.keys())
  if (options.engines && !options.engines.includes(name)) engines.delete(name);
const chosen = scenarios(durationMs(options.for)).filter(
  ({ name }) => !only || only.includes(name) || (name === START_UP && only.includes(CONNECT)),
);

const broker = await startNativeElseEmbedded();
process.once('SIGINT', () => void broker.stop().finally(() => process.exit(130)));
try {
  const samples = await measure(broker);
  const figures = figuresOf(chosen, samples);
  console.log(
    `${broker.label}, Node ${process.version}, ${rounds} rounds, medians; CPU per message or connection:\n`,
  );
  console.log(figuresTable(chosen, figures, FLOOR));
  console.log(`\n${JSON.stringify({ broker: broker.label, node: process.version, figures })}`);
} finally {
  await broker.stop();
}

async function startNativeElseEmbedded(): Promise<Broker> {
  try {
    return await startBroker({ choice: 'native' });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}: the embedded broker is used`);
    return startBroker({ choice: 'embedded' });
  }
}

async function measure(target: Broker): Promise<Map<string, Map<string, Sample[]>>> {
  const samples = new Map<string, Map<string, Sample[]>>();
  for (let round = 1; round <= Number(rounds); round++) {
    for (const scenario of chosen) {
      const byEngine = samples.get(scenario.name) ?? new Map<string, Sample[]>();
      samples.set(scenario.name, byEngine);
      for (const [name, engine] of engines) {
        console.error(`round ${round} of ${rounds}: ${scenario.title}: ${name}`);
        const sample = await engine(planOf(scenario, target));
        byEngine.set(name, [...(byEngine.get(name) ?? []), sample]);
        // The broker closes what the last engine left before the next one is measured.
        await sleep(300);
      }
    }
  }
  return samples;
}
