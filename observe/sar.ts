/** The machine's CPU, disk, network and memory each second, by sysstat's own collector. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { SystemSeries } from './observation.ts';
import { parseSadf } from './sadf.ts';

/**
 * The shell ends `sar` when its input ends: on `stop`, and also when this process is gone, however it went.
 * SIGINT, because on it sar's collector writes the second begun before it leaves.
 */
const RECORD = 'sar -o "$1" 1 >/dev/null 2>&1 & read -r _; kill -INT $!; wait $!';
/** Far more than sar needs to write its last sample. */
const STOP_TIMEOUT_MS = 5_000;
/** 12 h on 16 CPUs. */
const SADF_LIMIT_BYTES = 512 * 1024 ** 2;

const environment = () => ({ ...process.env, LC_ALL: 'C', S_TIME_FORMAT: 'ISO' });

export interface SarRecording {
  /** Ends the recording; safe to call twice. */
  stop(): Promise<void>;
  /**
   * What was recorded; second 0 lies `fromMs` after `zeroMs` (wall clock), true to about 0.1 s. Call after `stop`.
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
  const startedAtMs = Date.now();
  // Its own process group: Ctrl-C at the terminal must not reach it before the run has ended.
  const shell = spawn('sh', ['-c', RECORD, 'sh', file], {
    detached: true,
    env: environment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(shell, 'exit');
  ended.catch(() => {}); // told by `read`
  shell.stdin.on('error', () => {});
  shell.unref();

  const stop = async () => {
    shell.stdin.end();
    if (shell.exitCode !== null || shell.signalCode !== null) return;
    shell.ref();
    const timer = setTimeout(() => shell.pid && process.kill(-shell.pid, 'SIGKILL'), STOP_TIMEOUT_MS);
    await ended.catch(() => {}).finally(() => clearTimeout(timer));
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
        // The stamp is cut to the second; the first sample falls one second after the start, within that second.
        const firstMs = Math.min(Math.max(startedAtMs + 1000, firstStampMs), firstStampMs + 999);
        return { system: { fromMs: firstMs - 1000 - zeroMs, ...series }, networkBusyPercent };
      } catch (error) {
        throw new Error(`sysstat recorded nothing to ${file}: ${firstLine(error)}`);
      }
    },
  };
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
