/**
 * What asking and answering cost: requests for each CPU second of the generator and of the workers, beside MQTT.js doing the
 * same, and beside mqtt-rr-bench where its programs are named. Both are the engine's own, and engines take turns; medians are printed. A table and a line of JSON to stdout, progress
 * to stderr. Linux.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { startBroker } from '../targets/broker/start.ts';
import { wholeNumber } from '../text/positive.ts';
import { durationMs } from '../text/units.ts';
import { cacheCompiledCode } from './compile-cache.ts';
import { minus, processCpu } from './process-cpu.ts';
import type { Asker, Asking } from './request-reply/asking.ts';
import { mqttjsAsker } from './request-reply/mqttjs-engine.ts';
import { originalAsker, originalWorkers } from './request-reply/original.ts';
import { figuresOf, generatorBytesOf, type Sample } from './request-reply/summary.ts';
import { tidemarkAsker } from './request-reply/tidemark-asker.ts';
import { mqttjsWorkers, tidemarkWorkers, type Workers } from './request-reply/workers.ts';
import { takeRound } from './turns.ts';

// commander hands over the value so far as well.
const count = (text: string): number => wholeNumber(text);
const duration = (text: string): number => durationMs(text);

const command = new Command('bench:request-reply')
  .description('what requests and replies cost: CPU of who asks and of who answers')
  .option('--rounds <n>', 'times every engine takes its turn', count, 3)
  .option('--clients <n>', 'virtual clients', count, 100_000)
  .option('--connections <n>', 'that they share', count, 100)
  .option('--every <duration>', 'each client asks once in it', duration, 20_000)
  .option('--for <duration>', 'measured time of each turn', duration, 10_000)
  .option(
    '--nagle',
    'the broker keeps a packet back until the one before it was acknowledged, as mosquitto does by itself',
  )
  .option('--original-clients <path>', 'loadgen-v2 of mqtt-rr-bench, built; it takes its turn, too')
  .option('--original-workers <path>', 'worker-v2 of mqtt-rr-bench, built; required with --original-clients')
  .option('--original-batch <n>', 'so many clients each of its publishers asks at once, at least', count, 1);
const options = command.parse().opts<{
  rounds: number;
  clients: number;
  connections: number;
  every: number;
  for: number;
  nagle?: true;
  originalClients?: string;
  originalWorkers?: string;
  originalBatch: number;
}>();
const original = originalOf(options.originalClients, options.originalWorkers);

cacheCompiledCode();

const broker = await startBroker({ choice: 'native', noDelay: options.nagle === undefined });
process.once('SIGINT', () => void broker.stop().finally(() => process.exit(130)));

const asking: Asking = {
  url: broker.url,
  clients: options.clients,
  connections: options.connections,
  everyMs: options.every,
  payloadBytes: 64,
  timeoutMs: 2000,
  // Compiled code and a settled broker.
  warmupMs: 3000,
  measureMs: options.for,
};

/** Null: it is not named, and takes no turn. */
function originalOf(clients?: string, workers?: string): { clients: string; workers: string } | null {
  if (clients === undefined && workers === undefined) return null;
  if (clients === undefined || workers === undefined)
    return command.error('--original-clients and --original-workers are required together; one was given.');
  return { clients, workers };
}

async function sampleOf(asker: Asker, start: (url: string) => Promise<Workers>): Promise<Sample> {
  await using workers = await start(asking.url);
  const cpuUs: number[] = [];
  let before = processCpu(workers.pid);
  const asked = await asker(asking, () => {
    const now = processCpu(workers.pid);
    const used = minus(now, before);
    before = now;
    cpuUs.push(used.userUs + used.systemUs);
  });
  if (asked.due === 0)
    throw new Error('nothing was asked in the measure phase: other programs had the CPUs of this machine');
  // The first is that until the measure phase.
  return { ...asked, workerCpuUs: cpuUs[1]! };
}

const contenders = [
  { name: 'tidemark', turn: () => sampleOf(tidemarkAsker(broker), tidemarkWorkers) },
  { name: 'mqttjs', turn: () => sampleOf(mqttjsAsker, mqttjsWorkers) },
  ...(original === null
    ? []
    : [
        {
          name: 'original',
          turn: () =>
            sampleOf(
              originalAsker(original.clients, options.originalBatch),
              originalWorkers(original.workers),
            ),
        },
      ]),
];
try {
  const samples = Object.fromEntries(contenders.map(({ name }): [string, Sample[]] => [name, []]));
  const title = `${asking.clients} virtual clients over ${asking.connections} connections`;
  for (let round = 1; round <= options.rounds; round++)
    await takeRound(contenders, { round, rounds: options.rounds, title }, async ({ name, turn }) => {
      samples[name]!.push(await turn());
      // The broker closes what this engine left before the next one is measured.
      await sleep(300);
    });
  const figures = Object.fromEntries(contenders.map(({ name }) => [name, figuresOf(samples[name]!)]));
  const { model = 'unknown' } = cpus()[0] ?? {};
  const perSecond = (asking.clients / asking.everyMs) * 1000;
  console.log(
    `${broker.label}, Node ${process.version}, ${cpus().length} CPUs (${model}), ${title}, ${perSecond} requests a second, ${options.rounds} rounds, medians:\n`,
  );
  console.table(figures);
  console.log(
    `\n${JSON.stringify({
      broker: broker.label,
      node: process.version,
      ...figures,
      virtualClients: asking.clients,
      ...(samples.tidemark!.length > 0 && { generatorBytes: generatorBytesOf(samples.tidemark!) }),
    })}`,
  );
} finally {
  await broker.stop();
}
