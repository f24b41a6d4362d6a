/** In which functions a target spends its CPU under load, by `perf(1)` (Linux; Debian package linux-perf). */
import { execFile } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { HotFunctions } from '../saved/observation.ts';
import { findProgram } from '../targets/program.ts';
import { startRecorder } from './recording/recorder.ts';

/** Samples a second of each busy thread: 1 % of a function shows after five seconds, and perf itself costs next to nothing. */
const FREQUENCY = 499;
const MOST = 10;
const REPORT_LIMIT_BYTES = 64 * 1024 ** 2;
/** The counters of the CPU; a virtual machine may have none. */
const COUNTERS = '/sys/bus/event_source/devices/cpu';

export interface PerfRecording {
  /** Ends the recording; safe to call twice. */
  stop(): Promise<void>;
  /**
   * The hottest functions of a thread. Call after `stop`, while the target is there: names of functions in a container are read in
   * its files. Throws Error, one line, when perf recorded nothing.
   */
  read(thread: { readonly name: string; readonly tid: number }): Promise<HotFunctions>;
}

/** @throws Error, one line, when perf is missing */
export async function findPerf(): Promise<string> {
  const file = await findProgram('perf');
  if (file === null)
    throw new Error(
      "perf is missing: no functions of the target; apt-get install linux-perf (Debian's name)",
    );
  return file;
}

/** Records processes and their threads, also those that begin later. */
export async function recordPerf(
  perf: string,
  file: string,
  processes: readonly number[],
): Promise<PerfRecording> {
  await rm(file, { force: true });
  const event = await access(COUNTERS).then(
    () => 'cycles',
    () => 'cpu-clock',
  );
  const what = ['-e', event, '-F', String(FREQUENCY), '--no-buildid', '--no-buildid-cache'];
  const recorder = startRecorder([perf, 'record', ...what, '-p', processes.join(), '-o', file], {
    nudge: false,
  });
  return {
    stop: recorder.stop,
    async read({ name, tid }) {
      const fields = ['--fields', 'overhead,sample,sym,dso', '--field-separator', '\t'];
      const report = [
        'report',
        '--stdio',
        '-q',
        '--no-children',
        '--tid',
        String(tid),
        ...fields,
        '-i',
        file,
      ];
      try {
        const { stdout } = await promisify(execFile)(perf, report, { maxBuffer: REPORT_LIMIT_BYTES });
        const functions = parsePerfReport(stdout);
        if (functions.length === 0) throw new Error(`the thread ${name} used no CPU`);
        const samples = functions.reduce((sum, { samples }) => sum + samples, 0);
        const hottest = functions.slice(0, MOST).map(({ name, object, samples: of }) => ({
          percent: Math.round((10_000 * of) / samples) / 100,
          name,
          object,
        }));
        return { thread: name, samples, functions: hottest };
      } catch (error) {
        const [line = ''] = (error instanceof Error ? error.message : String(error))
          .trim()
          .split('\n')
          .slice(-1);
        throw new Error(
          `perf gave no functions of the target: ${line}; it needs root or kernel.perf_event_paranoid <= 1`,
        );
      }
    },
  };
}

interface Sampled {
  readonly name: string;
  readonly object: string;
  readonly samples: number;
}

/** Lines of `perf report` with the fields overhead, sample, sym and dso, separated by tabs; most samples first. Pure. */
export function parsePerfReport(text: string): Sampled[] {
  return text
    .split('\n')
    .flatMap((line) => {
      const [overhead = '', samples, symbol = '', object = ''] = line.split('\t').map((part) => part.trim());
      if (!/^[\d.]+%?$/.test(overhead)) return [];
      return [
        {
          name: symbol.replace(/^\[(.)\] /, (_, mode) => (mode === 'k' ? 'kernel: ' : '')),
          object,
          samples: Number(samples),
        },
      ];
    })
    .sort((a, b) => b.samples - a.samples);
}
