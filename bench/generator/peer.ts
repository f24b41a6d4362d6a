/**
 * The frame every peer runs in: a forked process that connects, publishes at the plan's times and says where
 * it stands. Times and pacing are the generator's own, so only the way of sending differs.
 */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nowUs } from '../../load/clock.ts';
import { LatencyCounts } from '../../load/latency-counts.ts';
import type { Plan } from '../../load/mqtt/plan.ts';
import { Pacer } from '../../load/pacer.ts';
import { Walk } from '../../load/schedule.ts';
import { type Cpu, minus, processCpu } from '../process-cpu.ts';
import { residentBytes } from '../process-memory.ts';
import { type Engine, kernelGrowth } from './sample.ts';

type FromPeer =
  | { readonly type: 'measuring'; readonly connections: number; readonly connectMs: number }
  | { readonly type: 'measured'; readonly messages: number; readonly lagP99Ms: number | null };

/** Forks `file`, which must call `servePeer`. */
export function peerEngine(file: string): Engine {
  return (plan) =>
    new Promise((resolve, reject) => {
      const grown = kernelGrowth();
      // The agents' own flags: the same young generation for all.
      const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
        execArgv: ['--max-semi-space-size=32', '--expose-gc'],
        serialization: 'advanced',
      });
      const pid = child.pid!;
      let before: Cpu;
      let connected: Extract<FromPeer, { type: 'measuring' }>;
      child.on('message', (message: FromPeer) => {
        if (message.type === 'measuring') {
          before = processCpu(pid);
          connected = message;
          return;
        }
        resolve({
          beforeCpu: before,
          measureCpu: minus(processCpu(pid), before),
          measureMs: plan.measureMs,
          messages: message.messages,
          connections: connected.connections,
          connectMs: connected.connectMs,
          residentBytes: residentBytes(pid),
          kernelBytes: grown(),
          lagP99Ms: message.lagP99Ms,
        });
        child.disconnect();
      });
      child.on('exit', (code) => reject(new Error(`${file} ended early, exit code ${code}`)));
      child.send(plan);
    });
}

/** One way of sending. */
export interface Peer {
  /** Resolves at the CONNACK, or where a scenario ends before it; rejects when that does not come. */
  open(client: number): Promise<void>;
  /** One message; `Link.acknowledged` is due for it if it is QoS 1 or 2. */
  publish(client: number): void;
}

export interface Link {
  readonly plan: Plan;
  /** One PUBACK or PUBCOMP came; in a closed loop the client's next message follows. */
  acknowledged(client: number): void;
}

/** Enough to keep a single-threaded broker busy, below its listen backlog; the generator's own figure. */
const CONNECTS_IN_FLIGHT = 40;

/** Runs in the forked process. */
export function servePeer(create: (link: Link) => Peer): void {
  process.on('disconnect', () => process.exit());
  process.once('message', (plan: Plan) => {
    serve(plan, create).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}

async function serve(plan: Plan, create: (link: Link) => Peer): Promise<void> {
  const { clients, publish } = plan.groups[0]!;
  let sent = 0;
  let endUs = 0;
  const send = (client: number): void => {
    sent++;
    peer.publish(client);
  };
  const closed = publish?.pace.model === 'closed';
  const peer = create({
    plan,
    acknowledged: (client) => {
      if (closed && nowUs() < endUs) send(client);
    },
  });
  const connectMs = await connectAll(peer, clients);
  // As agents do.
  globalThis.gc?.();
  const lag = plan.pacing === 'poll' ? new LatencyCounts() : null;
  const originUs = nowUs() + 100_000;
  const measureUs = originUs + plan.warmupMs * 1000;
  endUs = measureUs + plan.measureMs * 1000;
  if (publish?.pace.model === 'open') {
    const indices = Uint32Array.from({ length: clients }, (_, client) => client);
    const walk = new Walk({ originUs, periodUs: publish.pace.periodUs, clients }, indices, endUs);
    const turn = (dueUntilUs: number): void => {
      for (let left = 256; left > 0 && walk.nextUs <= dueUntilUs; left--) {
        if (walk.nextUs >= measureUs) lag?.record(nowUs() - walk.nextUs);
        send(walk.position);
        walk.advance();
      }
    };
    new Pacer(lag ? 'poll' : 'timer', turn, () => walk.nextUs).start();
  } else if (closed) {
    for (let client = 0; client < clients; client++) send(client);
  }
  await sleep((measureUs - nowUs()) / 1000);
  const before = sent;
  process.send!({ type: 'measuring', connections: clients, connectMs } satisfies FromPeer);
  await sleep((endUs - nowUs()) / 1000);
  const lagP99Ms = lag ? lag.histogram().getValueAtPercentile(99) / 1000 : null;
  process.send!({ type: 'measured', messages: sent - before, lagP99Ms } satisfies FromPeer);
}

/** Milliseconds from the first attempt to the last CONNACK. */
async function connectAll(peer: Peer, clients: number): Promise<number> {
  const startUs = nowUs();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < clients) await peer.open(next++);
  };
  await Promise.all(Array.from({ length: CONNECTS_IN_FLIGHT }, lane));
  return (nowUs() - startUs) / 1000;
}
