/** The functions of one target, recorded from the start of the measure phase to its end. */
import type { HotFunctions, ThreadShares } from '../saved/observation.ts';
import type { Listener } from './listener.ts';
import { findPerf, type PerfRecording, recordPerf } from './perf.ts';

export interface TargetFunctions {
  start(processes: readonly number[]): void;
  stop(): Promise<void>;
  /** Of its busiest thread. Call after `stop`. Rejects with Error, one line, when perf recorded nothing. */
  read(thread: ThreadShares): Promise<HotFunctions>;
}

/** @throws Error, one line, when perf is missing or the target is no process of this machine */
export async function targetFunctions(target: Listener | null, file: string): Promise<TargetFunctions> {
  if (target === null)
    throw new Error(
      'no functions of the target: perf needs its process, and that was not found on this machine',
    );
  const perf = await findPerf();
  let recording: Promise<PerfRecording> | null = null;
  return {
    start(processes) {
      recording = recordPerf(perf, file, processes);
      recording.catch(() => {}); // told by `read`
    },
    async stop() {
      await (await recording?.catch(() => null))?.stop();
    },
    async read(thread) {
      if (recording === null) throw new Error('no functions of the target: its load never began');
      return (await recording).read(thread);
    },
  };
}
