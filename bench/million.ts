/**
 * Holds a number of connections on this machine, over as many agents and brokers as its limit on open files asks for: with
 * the plan, the preflight and the fleet of any other load. Progress to stderr, a line of JSON to stdout. Linux, native mosquitto.
 */
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { conduct } from '../load/fleet/conductor.ts';
import { MQTT } from '../load/mqtt/kind.ts';
import { readPlan } from '../load/mqtt/plan-input.ts';
import type { MeasuredRun } from '../load/mqtt/result.ts';
import { startBroker } from '../targets/broker/start.ts';
import { durationMs } from '../text/units.ts';
import { cacheCompiledCode } from './compile-cache.ts';
import { kernelGrowth } from './generator/sample.ts';
import { availableBytes, proportionalBytes } from './million/memory.ts';
import { inOwnNetwork } from './million/own-network.ts';
import { planOf } from './million/plan.ts';

/** Fewer than a process may open (20,000 here): a broker has other files, and so has an agent. */
const CLIENTS_A_BROKER = 19_500;
const CONFIGURATION = fileURLToPath(new URL('million/brokers.conf', import.meta.url));

/** Below that a machine stops for all who use it. */
const LEAST_AVAILABLE_BYTES = 500e6;

interface Options {
  readonly clients: string;
  readonly hold: string;
  readonly traffic?: string;
  readonly cycle?: true;
  readonly perBroker: string;
  readonly brokerConfig: string;
}

const {
  clients: asked,
  hold,
  traffic,
  cycle,
  perBroker,
  brokerConfig,
} = new Command('bench:million')
  .description('hold so many connections on this machine, with brokers and agents on it')
  .option('--clients <n>', 'connections', '1000000')
  .option('--hold <duration>', 'how long they are held', '5s')
  .option('--traffic <duration>', 'each publishes 64 B at QoS 0 once a minute, for so long')
  .option('--cycle', 'all leave once and come back')
  .option('--per-broker <n>', 'connections of a broker at most', String(CLIENTS_A_BROKER))
  .option('--broker-config <file>', 'configuration of each mosquitto', CONFIGURATION)
  .parse()
  .opts<Options>();

// Fifty agents read the same files.
cacheCompiledCode();

const exitCode = inOwnNetwork();
if (exitCode !== null) process.exit(exitCode);

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const seconds = (text: string): `${number}s` => `${durationMs(text) / 1000}s`;
const clients = Number(asked);
const count = Math.ceil(clients / Number(perBroker));
const input = planOf({
  clients,
  brokers: count,
  hold: seconds(hold),
  traffic: traffic === undefined ? null : seconds(traffic),
  cycle: cycle ?? false,
});

await using stack = new AsyncDisposableStack();
const before = availableBytes();
const brokers = await Promise.all(
  Array.from({ length: count }, async () => {
    const broker = await startBroker({ choice: 'native', configurationFile: brokerConfig });
    stack.defer(() => broker.stop());
    return broker;
  }),
);
const brokerPids = brokers.flatMap(({ pid }) => (pid === null ? [] : [pid]));
const idleBrokerBytes = proportionalBytes(brokerPids);
say(`${count} brokers are up`);

const plan = readPlan(input, brokers, { agents: count });
let agents: readonly number[] = [];
let used = { agents: 0, brokers: 0, available: 0, kernel: null as number | null };
const kernelBytes = kernelGrowth();
const startedMs = performance.now();
let heldAfterMs = 0;
let saidMs = 0;
const enough = new AbortController();
const run = await conduct(MQTT, plan, {
  signal: enough.signal,
  onAgents: (pids) => {
    agents = pids;
  },
  onProgress: ({ phase, connected, sentPerSecond, receivedPerSecond }) => {
    if (availableBytes() < LEAST_AVAILABLE_BYTES) {
      say(
        `memory: ${LEAST_AVAILABLE_BYTES / 1e6} MB have to stay available on this machine; stopped at ${connected} connections`,
      );
      enough.abort();
    }
    if (performance.now() - saidMs < 5000) return;
    saidMs = performance.now();
    say(
      `${Math.round((saidMs - startedMs) / 1000)} s ${phase}: ${connected} connected, ${sentPerSecond} sent/s, ${receivedPerSecond} received/s, ${Math.round(availableBytes() / 1e6)} MB available`,
    );
  },
  onMeasureStart: () => {
    heldAfterMs = performance.now() - startedMs;
    used = {
      available: before - availableBytes(),
      kernel: kernelBytes(),
      agents: proportionalBytes(agents),
      brokers: proportionalBytes(brokerPids) - idleBrokerBytes,
    };
  },
});
if (run.status === 'invalid') {
  say(`${run.cause}: ${run.reason}`);
  process.exitCode = 1;
} else {
  for (const fault of run.targetFaults) say(fault);
  process.stdout.write(`${JSON.stringify(figuresOf(run))}\n`);
}

function figuresOf({ windows, series, ledger, generator }: MeasuredRun) {
  const groups = Object.values(windows.measure!.groups);
  const { connect, returns } = windows.measure!.groups.clients!;
  const failed = groups.reduce((sum, group) => sum + group.connect.failed, 0);
  const connectSeconds = ((connect.lastConnackMs ?? 0) - (connect.firstAttemptMs ?? 0)) / 1000;
  const all = groups.reduce((sum, group) => sum + group.connect.succeeded, 0);
  // At the end of the measure phase, when nobody has left.
  const held = Object.values(series.groups).reduce((sum, { connected }) => {
    const end = connected[Math.floor(plan.measureMs / 1000) - 1 - series.firstSecond];
    return sum + (end ?? 0);
  }, 0);
  const each = (bytes: number): number => Math.round(bytes / all);
  return {
    held,
    failed,
    seconds: Number((heldAfterMs / 1000).toFixed(1)),
    rate: Math.round(all / connectSeconds),
    agentBytesPerConnection: each(used.agents),
    brokerBytesPerConnection: each(used.brokers),
    availableBytesUsed: used.available,
    ...(used.kernel !== null && { kernelBytesPerConnection: each(used.kernel) }),
    connectSeconds: Number(connectSeconds.toFixed(1)),
    agents: generator.agents,
    brokers: count,
    ...(traffic !== undefined && { sent: ledger.sent, received: ledger.received, lost: ledger.lost }),
    ...(returns && { left: returns.left, returned: returns.returned, away: returns.away }),
  };
}
