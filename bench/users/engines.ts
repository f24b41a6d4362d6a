/** The same load by each engine: 50 connections that do not wait; CPU read from outside, start-up left out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { conduct } from '../../load/fleet/conductor.ts';
import { HTTP } from '../../load/http/kind.ts';
import { readHttpPlan } from '../../load/http/plan-input.ts';
import { processCpu } from '../process-cpu.ts';

export interface Rate {
  readonly requests: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
}

const CONNECTIONS = 50;
/** Start-up, connecting and compilation are over by then. */
const SETTLE_S = 2;

/** As users are: a cookie, a content check, timing and histograms. */
export async function tidemark(url: string, seconds: number): Promise<Rate> {
  const plan = readHttpPlan(
    {
      users: CONNECTIONS,
      tasks: { page: { get: '/', expect: { contains: 'LAMPI' } } },
      warmup: `${SETTLE_S}s`,
      measure: `${seconds}s`,
      drain: '200ms',
    },
    { url },
  );
  const result = await conduct(HTTP, plan);
  if (result.status === 'invalid') throw new Error(result.reason);
  const page = result.windows.measure!.tasks.page!;
  if (page.failed > 0) throw new Error(`requests failed: ${JSON.stringify(page.failedBy)}`);
  const cpuPercent = result.generator.perAgent.reduce((sum, agent) => sum + agent.cpuPercent, 0);
  return { requests: page.succeeded, cpuSeconds: (cpuPercent / 100) * seconds, seconds };
}

const AUTOCANNON = `
const autocannon = require(process.argv[1]);
const [, , url, connections, seconds] = process.argv;
const run = autocannon({ url, connections: Number(connections), duration: Number(seconds) });
let answers = 0;
run.on('response', () => { answers++; });
process.on('SIGUSR2', () => console.log(answers));
`;

export async function autocannon(url: string, seconds: number): Promise<Rate> {
  const module = fileURLToPath(import.meta.resolve('autocannon'));
  const total = `${seconds + 2 * SETTLE_S}`;
  const child = spawn(process.execPath, ['-e', AUTOCANNON, module, url, `${CONNECTIONS}`, total], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = linesOf(child);
  const counted = async (): Promise<number> => {
    child.kill('SIGUSR2');
    return Number(await lines());
  };
  return between(child, seconds, counted);
}

/** wrk does not count as it goes: its total over its whole time, and its CPU over the same. */
export async function wrk(url: string, seconds: number): Promise<Rate> {
  const total = seconds + SETTLE_S;
  const child = spawn('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${total}s`, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = pidOf(child, 'wrk');
  const output = textOf(child);
  let cpuSeconds = 0;
  while (child.exitCode === null) {
    try {
      // Its working thread ends before it does, and takes its account with it.
      cpuSeconds = Math.max(cpuSeconds, cpuSecondsOf(pid));
    } catch {
      break;
    }
    await sleep(20);
  }
  const requests = Number(/(\d+) requests in/.exec(await output)?.[1]);
  return { requests, cpuSeconds, seconds: total };
}

const LOCUSTFILE = `
import signal, gevent
from locust import FastHttpUser, constant, task, events
count = 0
@events.request.add_listener
def counted(**_):
    global count
    count += 1
@events.init.add_listener
def ready(**_):
    gevent.signal_handler(signal.SIGUSR2, lambda: print(count, flush=True))
class Page(FastHttpUser):
    wait_time = constant(0)
    @task
    def page(self):
        with self.client.get('/', catch_response=True) as response:
            if 'LAMPI' not in response.text:
                response.failure('wrong body')
`;

export async function locust(url: string, seconds: number): Promise<Rate> {
  const file = join(tmpdir(), `tidemark-locustfile-${process.pid}.py`);
  writeFileSync(file, LOCUSTFILE);
  const child = spawn(
    'locust',
    [
      ...['-f', file, '--headless', '--host', new URL(url).origin, '--only-summary', '-L', 'ERROR'],
      ...['-u', `${CONNECTIONS}`, '-r', `${CONNECTIONS}`, '-t', `${seconds + 3 * SETTLE_S}s`],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const lines = linesOf(child);
  return between(
    child,
    seconds,
    async () => {
      child.kill('SIGUSR2');
      return Number(await lines());
    },
    2 * SETTLE_S,
  );
}

/** Requests and CPU between two moments of a process that goes on; ends it. */
async function between(
  child: ChildProcess,
  seconds: number,
  counted: () => Promise<number>,
  settleS = SETTLE_S,
): Promise<Rate> {
  const pid = pidOf(child, child.spawnfile);
  await sleep(settleS * 1000);
  const [requests, cpu, fromMs] = [await counted(), cpuSecondsOf(pid), performance.now()];
  await sleep(seconds * 1000);
  const cpuSeconds = cpuSecondsOf(pid) - cpu;
  const rate = {
    requests: (await counted()) - requests,
    cpuSeconds,
    seconds: (performance.now() - fromMs) / 1000,
  };
  child.kill('SIGKILL');
  return rate;
}

function pidOf(child: ChildProcess, name: string): number {
  child.on('error', () => {});
  if (child.pid === undefined) throw new Error(`${name} is required, and cannot be started`);
  return child.pid;
}

function cpuSecondsOf(pid: number): number {
  const { userUs, systemUs } = processCpu(pid);
  return (userUs + systemUs) / 1e6;
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) text += chunk;
  return text;
}

/** The next line that is a number: what else is printed is left out. */
function linesOf(child: ChildProcess): () => Promise<string> {
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout!.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (/^\d+$/.test(line)) waiting.shift()?.(line);
  });
  return () => new Promise((resolve) => waiting.push(resolve));
}
