/**
 * What threads of processes did and waited for: time on a CPU and time in line for one (`/proc/PID/task/TID/schedstat`), and how
 * often they were found waiting for a disk or stopped (state `D` and `T` of `proc_pid_stat(5)`; Linux).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { steadyMs } from '../load/steady-clock.ts';
import type { ThreadShares } from '../saved/observation.ts';
import { CountCourse } from './recording/count-course.ts';

/** A state is seen only while somebody looks. */
const LOOK_EVERY_MS = 100;
/** Never more than 1/200 of the time, however many threads there are. */
const PAUSE_PER_COST = 200;
const LONGEST_PAUSE_MS = 2_000;
/** Counts of the scheduler, and which threads there are: every so many looks. */
const COUNT_EVERY = 5;

interface Looked {
  readonly pid: number;
  readonly name: string;
  looks: number;
  disk: number;
  stopped: number;
}

/** `/proc/PID/task/TID/stat`: its name, and the letter of its state. Pure. */
export function parseThreadStat(text: string): { name: string; state: string } {
  const end = text.lastIndexOf(')');
  return { name: text.slice(text.indexOf('(') + 1, end), state: text[end + 2] ?? '' };
}

export class ThreadSampler {
  readonly #processes: () => readonly number[];
  readonly #mainOnly: boolean;
  /** By thread id. */
  readonly #threads = new Map<string, Looked>();
  readonly #course = new CountCourse(5);
  #timer: NodeJS.Timeout | null = null;
  #looks = 0;
  #present: readonly string[] = [];

  /** `processes`: which they are now, asked again and again. `mainOnly`: of each its first thread alone. */
  constructor(processes: () => readonly number[], { mainOnly = false } = {}) {
    this.#processes = processes;
    this.#mainOnly = mainOnly;
    this.count();
    this.#wait(LOOK_EVERY_MS);
  }

  /** Takes the counts now: what is asked later may begin or end here. */
  count(): void {
    const present: string[] = [];
    for (const pid of this.#processes())
      for (const tid of this.#mainOnly ? [String(pid)] : threadsOf(pid)) {
        if (!this.#threads.has(tid)) {
          const stat = read(`/proc/${pid}/task/${tid}/stat`);
          if (stat === null) continue;
          const { name } = parseThreadStat(stat);
          this.#threads.set(tid, { pid, name, looks: 0, disk: 0, stopped: 0 });
        }
        present.push(tid);
      }
    this.#present = present;
    this.#look();
    const counts = new Map<string, readonly number[]>();
    for (const tid of present) {
      const { pid, looks, disk, stopped } = this.#threads.get(tid)!;
      const [ran, waited] = (read(`/proc/${pid}/task/${tid}/schedstat`) ?? '').split(' ').map(Number);
      if (waited !== undefined) counts.set(tid, [ran! / 1e6, waited / 1e6, looks, disk, stopped]);
    }
    this.#course.add(steadyMs(), counts);
  }

  /** Of each thread between two times, busiest first. */
  between(fromMs: number, toMs: number): ThreadShares[] {
    return [...this.#course.between(fromMs, toMs)]
      .map(([tid, { elapsedMs, counts }]) => {
        const [ranMs = 0, waitedMs = 0, looks = 0, disk = 0, stopped = 0] = counts;
        const { pid, name } = this.#threads.get(tid)!;
        return {
          name,
          pid,
          tid: Number(tid),
          cpuPercent: share(ranMs, elapsedMs),
          cpuWaitPercent: share(waitedMs, elapsedMs),
          diskWaitPercent: share(disk, looks),
          stoppedPercent: share(stopped, looks),
        };
      })
      .sort((a, b) => b.cpuPercent - a.cpuPercent);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(pauseMs: number): void {
    this.#timer = setTimeout(() => {
      const beganMs = performance.now();
      if (this.#looks % COUNT_EVERY === 0) this.count();
      else this.#look();
      const costMs = performance.now() - beganMs;
      this.#wait(Math.min(LONGEST_PAUSE_MS, Math.max(LOOK_EVERY_MS, costMs * PAUSE_PER_COST)));
    }, pauseMs);
    this.#timer.unref();
  }

  #look(): void {
    this.#looks++;
    for (const tid of this.#present) {
      const thread = this.#threads.get(tid)!;
      const stat = read(`/proc/${thread.pid}/task/${tid}/stat`);
      if (stat === null) continue;
      const { state } = parseThreadStat(stat);
      thread.looks++;
      if (state === 'T' || state === 't') thread.stopped++;
      // What a paused container waits for looks like a disk (kernels with cgroup v1).
      else if (state === 'D') thread[isFrozen(thread.pid, tid) ? 'stopped' : 'disk']++;
    }
  }
}

const isFrozen = (pid: number, tid: string): boolean =>
  /refrigerator|freez/.test(read(`/proc/${pid}/task/${tid}/wchan`) ?? '');

const share = (part: number, whole: number): number =>
  whole > 0 ? Math.round(Math.min(1, part / whole) * 10_000) / 100 : 0;

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Null: it ended, or belongs to somebody else. Synchronous: `/proc` never waits. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}
