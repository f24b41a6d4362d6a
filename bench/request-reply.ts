/**
 * What asking and answering cost: requests for each CPU second of the generator and of the workers, beside MQTT.js doing the
 * same. Both are the engine's own, and engines take turns; medians are printed. A table and a line of JSON to stdout, progress
 * to stderr. Linux.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { startBroker } from '../targets/broker/start.ts';
import { wholeNumber } from '../text/positive.ts';
import { durationMs } from '../text/units.ts';
import { minus, processCpu } from './process-cpu.ts';
import type { Asker, Asking } from './request-reply/asking.ts';
import { mqttjsAsker } from './request-reply/mqttjs-engine.ts';
import { figuresOf, generatorBytesOf, type Sample } from './request-reply/summary.ts';
import { tidemarkAsker } from './request-reply/tidemark-asker.ts';
import { mqttjsWorkers, tidemarkWorkers, type Workers } from './request-reply/workers.ts';
import { takeRound } from './turns.ts';

// commander hands over the value so far as well.
const count = (text: string): number => wholeNumber(text);
const duration = (text: string): number => durationMs(text);

const options = new Command('bench:request-reply')
  .description('what requests and replies cost: CPU of who asks and of who answers')
  .option('--rounds <n>', 'times every engine takes its turn', count, 3)
  .option('--clients <n>', 'virtual clients', count, 100_000)
  .option('--connections <n>', 'that they share', count, 100)
  .option('--every <duration>', 'each client asks once in it', duration, 20_000)
  .option('--for <duration>', 'measured time of each turn', duration, 10_000)
  .parse()
  .opts<{ rounds: number; clients: number; connections: number; every: number; for: number }>();

const broker = await startBroker({ choice: 'native' });
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
  // The first is that until the measure phase.
  return { ...asked, workerCpuUs: cpuUs[1]! };
}

const contenders = [
  { name: 'tidemark', turn: () => sampleOf(tidemarkAsker(broker), tidemarkWorkers) },
  { name: 'mqttjs', turn: () => sampleOf(mqttjsAsker, mqttjsWorkers) },
];
try {
  const samples: Record<string, Sample[]> = { tidemark: [], mqttjs: [] };
  const title = `${asking.clients} virtual clients over ${asking.connections} connections`;
  for (let round = 1; round <= options.rounds; round++)
    await takeRound(contenders, { round, rounds: options.rounds, title }, async ({ name, turn }) => {
      samples[name]!.push(await turn());
      // The broker closes what this engine left before the next one is measured.
      await sleep(300);
    });
  const [tidemark, mqttjs] = [figuresOf(samples.tidemark!), figuresOf(samples.mqttjs!)];
  const { model = 'unknown' } = cpus()[0] ?? {};
  const perSecond = (asking.clients / asking.everyMs) * 1000;
  console.log(
    `${broker.label}, Node ${process.version}, ${cpus().length} CPUs (${model}), ${title}, ${perSecond} requests a second, ${options.rounds} rounds, medians:\n`,
  );
  console.table({ tidemark, 'MQTT.js': mqttjs });
  console.log(
    `\n${JSON.stringify({
      broker: broker.label,
      node: process.version,
      tidemark,
      mqttjs,
      virtualClients: asking.clients,
      ...(samples.tidemark!.length > 0 && { generatorBytes: generatorBytesOf(samples.tidemark!) }),
    })}`,
  );
} finally {
  await broker.stop();
}
