/** The machine's CPU, disk, network and memory each second, by sysstat's own collector. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SystemSeries } from '../saved/observation.ts';
import { steadyMs } from './recording/steady-clock.ts';
import { parseSadf } from './sadf.ts';

/**
 * The shell becomes sar. What it leaves behind interrupts the whole group, sar's collector too, when descriptor 3
 * ends: on `stop`, and also when this process is gone, however it went. Whole seconds are on disk by then.
 */
const RECORD = '{ read -r _ <&3; kill -INT 0; } & exec sar -o "$1" 1 >/dev/null 3<&-';
/** Far more than sar needs to end. */
const STOP_TIMEOUT_MS = 5_000;
/** A collector that is interrupted while it reads sleeps on for a second, and ends when it is interrupted again. */
const NUDGE_EVERY_MS = 100;
/** 12 h on 16 CPUs. */
const SADF_LIMIT_BYTES = 512 * 1024 ** 2;

const environment = () => ({ ...process.env, LC_ALL: 'C', S_TIME_FORMAT: 'ISO' });

export interface SarRecording {
  /** Ends the recording with the last whole second; safe to call twice. */
  stop(): Promise<void>;
  /**
   * What was recorded; second 0 lies `fromMs` after `zeroMs` (see `steadyMs`), true to about 0.1 s. Call after `stop`.
   * Throws Error, one line, when sysstat recorded nothing.
   */
  read(zeroMs: number): Promise<{ system: SystemSeries; networkBusyPercent: readonly number[] }>;
}

/** Starts to record into `file` (sysstat's binary format). Throws Error, one line, when sysstat is missing. */
export async function recordSar(file: string): Promise<SarRecording> {
  if (!((await onPath('sar')) && (await onPath('sadf')))) {
    throw new Error('sysstat is missing: no CPU, disk and network figures; apt-get install sysstat');
  }
  await rm(file, { force: true }); // sar appends
  const startedMs = steadyMs();
  const startedAtMs = Date.now();
  // Its own process group: Ctrl-C at the terminal must not reach it before the run has ended.
  const sar = spawn('sh', ['-c', RECORD, 'sh', file], {
    detached: true,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const life = sar.stdio[3] as Socket;
  const errors = sar.stderr as Socket;
  errors.resume();
  life.on('error', () => {});
  const ended = once(sar, 'close').then(
    () => false,
    () => false,
  ); // the whole group has let go of stderr
  for (const handle of [sar, life, errors]) handle.unref();

  const stop = async () => {
    life.end();
    const waited = new AbortController();
    const late = sleep(STOP_TIMEOUT_MS, true, { signal: waited.signal }).catch(() => false);
    const nudges = setInterval(() => interrupt(sar.pid), NUDGE_EVERY_MS);
    if (await Promise.race([ended, late])) sar.kill('SIGKILL');
    clearInterval(nudges);
    waited.abort();
  };
  return {
    stop,
    async read(zeroMs) {
      const selection = ['-P', 'ALL', '-u', '-d', '-n', 'DEV', '-r'];
      try {
        const { stdout } = await promisify(execFile)('sadf', ['-j', file, '--', ...selection], {
          env: environment(),
          maxBuffer: SADF_LIMIT_BYTES,
        });
        const { firstStampMs, series, networkBusyPercent } = parseSadf(stdout);
        const fromMs = startedMs - zeroMs + lateMs(firstStampMs, startedAtMs);
        return { system: { fromMs, ...series }, networkBusyPercent };
      } catch (error) {
        throw new Error(`sysstat recorded nothing to ${file}: ${firstLine(error)}`);
      }
    },
  };
}

/** A first sample that is stamped so far from its time has a clock that was set meanwhile. */
const MOST_LATE_MS = 10_000;

/**
 * By how much the recording began later than it was started, by the stamp of its first sample: that is cut to the second,
 * and the sample falls one second after the begin, within that second. Both are of the wall clock.
 */
export function lateMs(firstStampMs: number, startedAtMs: number): number {
  const firstMs = Math.min(Math.max(startedAtMs + 1000, firstStampMs), firstStampMs + 999);
  const late = firstMs - 1000 - startedAtMs;
  return Math.abs(late) <= MOST_LATE_MS ? late : 0;
}

/** The group that it leads. */
function interrupt(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGINT');
  } catch {
    // It has ended.
  }
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';

async function onPath(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
