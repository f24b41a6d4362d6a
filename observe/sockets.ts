/** Bytes waiting in the TCP queues between generator and target, by `ss(8)` (Linux, iproute2). */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { steadyMs } from '../load/steady-clock.ts';
import { stillUnread, type Unread, unreadByTarget, waitingIn } from './unread.ts';

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
  /** Connections with bytes that the target has not read, and those of them of which it read nothing since the last sample. */
  readonly unreadByTarget?: { readonly now: number; readonly still: number };
}

/**
 * `ss` needs about 40 ms of CPU for the 10,000 sockets of 5,000 connections. Never more often than this, and never
 * more than 1/100 of the time: 1 % of a core. The shortest time that one took is what it costs; the others waited for a CPU.
 */
const PAUSE_MS = 1_000;
const PAUSE_PER_COST = 100;
/** However long `ss` took: a verdict needs some samples. */
const LONGEST_PAUSE_MS = 2_500;
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

interface Sampled {
  readonly queues: QueueSample;
  readonly unread: Unread;
}

/** `inside`: a process of the target whose network is another one than this process's. */
async function sample(port: number, inside: number | null): Promise<Sampled> {
  const args = ['-tnH', `( sport = :${port} or dport = :${port} )`];
  const { stdout } = await promisify(execFile)('ss', args, { maxBuffer: LIMIT_BYTES });
  const queues = parseQueues(stdout, port, steadyMs());
  const unread = unreadByTarget(stdout, port);
  if (inside === null) return { queues, unread };
  const files = [`/proc/${inside}/net/tcp`, `/proc/${inside}/net/tcp6`];
  const there = waitingIn(
    (await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')))).join('\n'),
  );
  return {
    queues: {
      ...queues,
      targetReceiveBytes: queues.targetReceiveBytes + there.receiveBytes,
      targetSendBytes: queues.targetSendBytes + there.sendBytes,
    },
    unread: new Map([...unread, ...there.unread]),
  };
}

export interface QueueSampler {
  /** So far. */
  readonly samples: readonly QueueSample[];
  /** Takes the next sample at once. */
  soon(): void;
  stop(): void;
}

/**
 * `inside`: a process of the target, whose own network is looked at where it has one.
 * Throws Error, one line, when `ss` is missing or cannot be used.
 */
export async function sampleQueues(port: number, inside: number | null = null): Promise<QueueSampler> {
  await sample(port, inside).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOENT'
        ? 'ss is missing: no socket queues; apt-get install iproute2'
        : `no socket queues: ss failed: ${error.message.trim().split('\n').at(-1)}`,
    );
  });
  const samples: QueueSample[] = [];
  let before: Unread = new Map();
  let timer: NodeJS.Timeout;
  let sampling = false;
  let costMs = Infinity;
  const take = async () => {
    sampling = true;
    const beganMs = performance.now();
    await sample(port, inside).then(
      ({ queues, unread }) => {
        const still = stillUnread(before, unread);
        samples.push({ ...queues, unreadByTarget: { now: unread.size, still } });
        before = unread;
      },
      () => {}, // one sample fewer
    );
    sampling = false;
    costMs = Math.min(costMs, performance.now() - beganMs);
    if (!stopped) wait(Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS, costMs * PAUSE_PER_COST)));
  };
  const wait = (pauseMs: number) => {
    timer = setTimeout(take, pauseMs);
    timer.unref();
  };
  let stopped = false;
  wait(PAUSE_MS);
  return {
    samples,
    soon() {
      if (sampling || stopped) return;
      clearTimeout(timer);
      void take();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
