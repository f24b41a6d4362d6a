/**
 * mqtt-rr-bench (Go), built by who runs the benchmark: its clients ask and its workers answer, over MQTT 3.1.1, with the
 * payload that it has. What it says of itself is read from its counters: replies count whenever they come, and latencies are
 * those of its last 100,000 replies, from the write.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../targets/free-port.ts';
import { minus, processCpu } from '../process-cpu.ts';
import { residentBytes } from '../process-memory.ts';
import { type Asker, SHARDS, WORKER_CONNECTIONS } from './asking.ts';
import { originalPace, PUBLISHERS } from './original-pace.ts';
import { said, type Workers, workersOf } from './workers.ts';

/** Of the rate; below, it is told. */
const ON_TIME = 0.98;
const READINGS = 20;
const READ_EVERY_MS = 50;

interface Counters {
  readonly sent_total: number;
  readonly recv_match_total: number;
  readonly lat_p50_us: number;
  readonly lat_p99_us: number;
}

/** `batch`: so many clients each of its publishers asks at once, at least. */
export const originalAsker =
  (program: string, batch: number): Asker =>
  async (asking, onMeasure) => {
    const { url, clients, connections, everyMs, warmupMs, measureMs } = asking;
    const rate = (clients / everyMs) * 1000;
    const pace = originalPace(rate, batch);
    const port = await freePort();
    const child = start(program, {
      BROKER: tcp(url),
      VIRTUAL_CLIENTS: clients,
      CONNECTIONS: connections,
      SHARDS,
      PUBLISH_WORKERS: PUBLISHERS,
      BATCH_SIZE: pace.batch,
      INTERVAL_MS: pace.intervalMs,
      USE_SHARED_SUB: 'false',
      WARMUP_SEC: 1,
      METRICS_PORT: port,
    });
    try {
      await said(child, /\[publisher\] Starting/, program);
      const pid = child.pid!;
      await sleep(warmupMs);
      onMeasure();
      const [before, from] = [processCpu(pid), await counters(port)];
      await sleep(measureMs);
      onMeasure();
      const [cpu, to] = [minus(processCpu(pid), before), await counters(port)];
      const bytes = residentBytes(pid);
      const share = await answeredShare(port);
      const due = to.sent_total - from.sent_total;
      if (due < ON_TIME * rate * (measureMs / 1000))
        console.error(`it asked ${Math.round(due / (measureMs / 1000))} times a second in place of ${rate}`);
      return {
        due,
        // Of the whole run: its counters do not tell which request a reply belongs to.
        matched: due * share,
        p50Ms: to.lat_p50_us / 1000,
        p99Ms: to.lat_p99_us / 1000,
        cpuUs: cpu.userUs + cpu.systemUs,
        residentBytes: bytes,
      };
    } finally {
      await killed(child);
    }
  };

export const originalWorkers =
  (program: string) =>
  async (url: string): Promise<Workers> => {
    const child = start(program, {
      MQTT_BROKER: tcp(url),
      MQTT_SUB: 'req/+',
      CONNECTIONS: WORKER_CONNECTIONS,
      MODE: 'health',
      METRICS_PORT: await freePort(),
      PPROF_PORT: await freePort(),
    });
    await said(child, /subscribers connected/, program);
    return workersOf(child);
  };

const start = (program: string, settings: Readonly<Record<string, string | number>>) =>
  spawn(program, {
    env: { ...process.env, ...Object.fromEntries(Object.entries(settings).map(([k, v]) => [k, `${v}`])) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

const tcp = (url: string): string => url.replace(/^mqtt:/, 'tcp:');

async function counters(port: number): Promise<Counters> {
  const answer = await fetch(`http://127.0.0.1:${port}/debug/vars`);
  return (await answer.json()) as Counters;
}

/**
 * Of all that was asked so far. Requests under way have no reply yet, and nothing tells them from others: of some readings
 * the highest has the fewest.
 */
async function answeredShare(port: number): Promise<number> {
  let highest = 0;
  for (let reading = 0; reading < READINGS; reading++) {
    const { sent_total: sent, recv_match_total: received } = await counters(port);
    highest = Math.max(highest, received / sent);
    await sleep(READ_EVERY_MS);
  }
  return highest;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
