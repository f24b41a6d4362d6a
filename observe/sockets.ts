/** Bytes waiting in the TCP queues between generator and target, by `ss(8)` (Linux, iproute2). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { steadyMs } from './recording/steady-clock.ts';

/**
 * Sums over all connections to the target's port. Both sides are seen when the target shares this machine's network;
 * of a target elsewhere only the client side is.
 */
export interface QueueSample {
  /** See `steadyMs`. */
  readonly atMs: number;
  /** Written by the generator, not yet taken by the target's kernel: the target is not reading. */
  readonly clientSendBytes: number;
  /** Arrived for the generator, not yet read by it. */
  readonly clientReceiveBytes: number;
  /** Written by the target, not yet taken by the generator's kernel. */
  readonly targetSendBytes: number;
  /** Arrived for the target, not yet read by it. */
  readonly targetReceiveBytes: number;
}

/**
 * `ss` needs about 40 ms of CPU for the 10,000 sockets of 5,000 connections. Never more often than this, and never
 * more than 1/200 of the time: 0.5 % of a core, every 8 s or so at that size.
 */
const PAUSE_MS = 2_000;
const PAUSE_PER_COST = 200;
/** However long `ss` took: a verdict needs some samples. */
const LONGEST_PAUSE_MS = 5_000;
/** 100,000 connections, both sides. */
const LIMIT_BYTES = 32 * 1024 ** 2;

const LINE = /^\S+\s+(\d+)\s+(\d+)\s+\S+:(\d+)\s+\S+:(\d+)/;
const EMPTY = /^\S+\s+0\s+0\s/;

/** The output of `ss -tnH` about one port. Pure. */
export function parseQueues(text: string, port: number, atMs: number): QueueSample {
  const sums = { clientSendBytes: 0, clientReceiveBytes: 0, targetSendBytes: 0, targetReceiveBytes: 0 };
  for (const line of text.split('\n')) {
    if (EMPTY.test(line)) continue;
    const [, receive, send, localPort, peerPort] = LINE.exec(line) ?? [];
    if (Number(localPort) === port) {
      sums.targetReceiveBytes += Number(receive);
      sums.targetSendBytes += Number(send);
    } else if (Number(peerPort) === port) {
      sums.clientReceiveBytes += Number(receive);
      sums.clientSendBytes += Number(send);
    }
  }
  return { atMs, ...sums };
}

async function sample(port: number): Promise<QueueSample> {
  const args = ['-tnH', `( sport = :${port} or dport = :${port} )`];
  const { stdout } = await promisify(execFile)('ss', args, { maxBuffer: LIMIT_BYTES });
  return parseQueues(stdout, port, steadyMs());
}

export interface QueueSampler {
  /** So far. */
  readonly samples: readonly QueueSample[];
  stop(): void;
}

/** Throws Error, one line, when `ss` is missing or cannot be used. */
export async function sampleQueues(port: number): Promise<QueueSampler> {
  await sample(port).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOENT'
        ? 'ss is missing: no socket queues; apt-get install iproute2'
        : `no socket queues: ss failed: ${error.message.trim().split('\n').at(-1)}`,
    );
  });
  const samples: QueueSample[] = [];
  let timer: NodeJS.Timeout;
  const wait = (pauseMs: number) => {
    timer = setTimeout(async () => {
      const beganMs = performance.now();
      await sample(port).then(
        (taken) => samples.push(taken),
        () => {}, // one sample fewer
      );
      if (!stopped) {
        const costMs = performance.now() - beganMs;
        wait(Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, costMs * PAUSE_PER_COST)));
      }
    }, pauseMs);
    timer.unref();
  };
  let stopped = false;
  wait(PAUSE_MS);
  return {
    samples,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
