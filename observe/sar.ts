/** The machine's CPU, disk, network and memory each second, by sysstat's own collector. */
import { execFile } from 'node:child_process';
import { access, constants, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { steadyMs } from '../load/steady-clock.ts';
import type { SystemSeries } from '../saved/observation.ts';
import { startRecorder } from './recording/recorder.ts';
import { parseSadf } from './sadf.ts';

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
  const { stop } = startRecorder(['sar', '-o', file, '1'], { env: environment() });
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
