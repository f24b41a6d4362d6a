/** A program that records until it is interrupted, and that does not outlive this process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The shell becomes the program. What it leaves behind interrupts the whole group, what the program started too, when descriptor 3
 * ends: on `stop`, and also when this process is gone, however it went.
 */
const RECORD = '{ read -r _ <&3; kill -INT 0; } & exec "$@" >/dev/null 3<&-';
/** Far more than a recorder needs to end. */
const STOP_TIMEOUT_MS = 5_000;
/** One that is interrupted while it reads may sleep on, and ends when it is interrupted again. */
const NUDGE_EVERY_MS = 100;

export interface Recorder {
  /** Resolves when it and what it started have ended; safe to call twice. */
  stop(): Promise<void>;
}

/** `nudge`: it is interrupted again and again; false for one that then gives up what it recorded. */
export function startRecorder(
  command: readonly string[],
  { env, nudge = true }: { readonly env?: NodeJS.ProcessEnv; readonly nudge?: boolean } = {},
): Recorder {
  // Its own process group: Ctrl-C at the terminal must not reach it before the run has ended.
  const recorder = spawn('sh', ['-c', RECORD, 'sh', ...command], {
    detached: true,
    env: env ?? process.env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const life = recorder.stdio[3] as Socket;
  const errors = recorder.stderr as Socket;
  errors.resume();
  life.on('error', () => {});
  const ended = once(recorder, 'close').then(
    () => false,
    () => false,
  ); // the whole group has let go of stderr
  for (const handle of [recorder, life, errors]) handle.unref();
  return {
    async stop() {
      life.end();
      const waited = new AbortController();
      const late = sleep(STOP_TIMEOUT_MS, true, { signal: waited.signal }).catch(() => false);
      const nudges = nudge ? setInterval(() => interrupt(recorder.pid), NUDGE_EVERY_MS) : undefined;
      if (await Promise.race([ended, late])) recorder.kill('SIGKILL');
      clearInterval(nudges);
      waited.abort();
    },
  };
}

/** The group that it leads. */
function interrupt(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGINT');
  } catch {
    // It has ended.
  }
}
