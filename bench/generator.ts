/**
 * What the generator itself costs: CPU per message, connection and TLS handshake of all agents and the coordinator,
 * memory of a held connection and schedule lag, beside MQTT.js doing the same and beside the least that sockets allow.
 * Engines take turns, medians are printed. Tables and a line of JSON to stdout, progress to stderr. Linux.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { Broker } from '../targets/broker/broker.ts';
import { startBroker } from '../targets/broker/start.ts';
import { durationMs } from '../text/units.ts';
import { figuresOf } from './generator/figures.ts';
import { peerEngine } from './generator/peer.ts';
import type { Engine, Sample } from './generator/sample.ts';
import { neededFor, planOf, type Scenario, scenarios, type Transport } from './generator/scenarios.ts';
import { summaryOf } from './generator/summary.ts';
import { figuresTables } from './generator/tables.ts';
import { tidemarkEngine } from './generator/tidemark-engine.ts';

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

const profiling =
  options.cpuProf === undefined
    ? []
    : ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${options.cpuProf}`];
const [floor, handshakes] = [peerEngine('./floor.ts'), peerEngine('./handshakes.ts')];
const mqttjs = peerEngine('./mqttjs.ts');
const own = await tidemarkEngine(ROOT, profiling);
const baseline = options.baseline === undefined ? null : await tidemarkEngine(options.baseline, profiling);
/** Which engine of that name carries a scenario out; null: none. */
const ENGINES: Readonly<Record<string, (scenario: Scenario) => Engine | null>> = {
  tidemark: () => own,
  [BASELINE]: () => baseline,
  mqttjs: () => mqttjs,
  [FLOOR]: ({ transport, reading }) =>
    transport === 'ws' ? null : reading.of === 'handshakes' ? handshakes : floor,
};
const engines = Object.entries(ENGINES).filter(([name]) => options.engines?.includes(name) ?? true);
const chosen = neededFor(scenarios(durationMs(options.for)), only);

const brokers = new Map<Transport, Broker>();
const stopBrokers = () => Promise.all([...brokers.values()].map((broker) => broker.stop()));
process.once('SIGINT', () => void stopBrokers().finally(() => process.exit(130)));
try {
  const figures = figuresOf(chosen, await measure());
  const [broker = 'none'] = [...brokers.values()].map(({ label }) => label);
  const { model = 'unknown' } = cpus()[0] ?? {};
  const node = process.version;
  console.log(`${broker}, Node ${node}, ${cpus().length} CPUs (${model}), ${rounds} rounds, medians:\n`);
  console.log(figuresTables(chosen, figures, FLOOR));
  console.log(`\n${JSON.stringify({ broker, node, cpus: cpus().length, ...summaryOf(figures) })}`);
} finally {
  await stopBrokers();
}

/** One a transport; idle ones cost nothing. */
async function brokerFor(transport: Transport): Promise<Broker> {
  const broker = brokers.get(transport) ?? (await startNativeElseEmbedded(transport));
  brokers.set(transport, broker);
  return broker;
}

async function startNativeElseEmbedded(transport: Transport): Promise<Broker> {
  try {
    return await startBroker({ choice: 'native', transport });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}: the embedded broker is used`);
    return startBroker({ choice: 'embedded', transport });
  }
}

async function measure(): Promise<Map<string, Map<string, Sample[]>>> {
  const samples = new Map(chosen.map(({ name }) => [name, new Map<string, Sample[]>()]));
  for (let round = 1; round <= Number(rounds); round++) {
    for (const scenario of chosen) {
      const plan = planOf(scenario, await brokerFor(scenario.transport));
      const byEngine = samples.get(scenario.name)!;
      // Every round begins with another one: none is always the first after a change of scenario.
      for (let turn = 0; turn < engines.length; turn++) {
        const [name, engineFor] = engines[(turn + round - 1) % engines.length]!;
        const engine = engineFor(scenario);
        if (!engine) continue;
        console.error(`round ${round} of ${rounds}: ${scenario.title}: ${name}`);
        try {
          byEngine.set(name, [...(byEngine.get(name) ?? []), await engine(plan)]);
        } catch (error) {
          // An earlier revision cannot do all that this one does.
          if (name !== BASELINE) throw error;
          console.error(`left out: ${error instanceof Error ? error.message : error}`);
        }
        // The broker closes what the last engine left before the next one is measured.
        await sleep(300);
      }
    }
  }
  return samples;
}
