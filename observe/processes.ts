/** CPU and resident memory of processes, once a second, from `/proc/PID/stat` (`proc_pid_stat(5)`; Linux). */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessSeries } from './observation.ts';

const SECOND_MS = 1000;
/** Children come and go rarely, and looking for them costs more than a sample. */
const LOOK_FOR_CHILDREN_EVERY = 5;

/** One process at one time. */
export interface ProcessStat {
  readonly cpuTicks: number;
  readonly residentPages: number;
  readonly threads: number;
}

/** `/proc/PID/stat`: the name may hold spaces and brackets, the fields after its last bracket do not. */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]); // proc(5) counts from 1; field 3 is the first here
  return { cpuTicks: field(14) + field(15), residentPages: field(24), threads: field(20) };
}

interface Watched {
  readonly name: string;
  readonly pid: number;
  readonly withChildren: boolean;
  readonly fromMs: number;
  readonly idleResidentBytes: number;
  readonly threads: number;
  readonly cpuPercent: number[];
  readonly residentBytes: number[];
  /** CPU ticks of each process at the last sample. */
  ticks: Map<number, number>;
  sampledMs: number;
  gone: boolean;
}

/** Samples on a timer that keeps no process alive. A process that ends ends its series. */
export class ProcessSampler {
  readonly #watched: Watched[] = [];
  readonly #ticksPerSecond = systemValue('CLK_TCK', 100);
  readonly #pageBytes = systemValue('PAGESIZE', 4096);
  readonly #startedMs = wallMs();
  #timer: NodeJS.Timeout | null = null;
  #samples = 0;

  constructor() {
    this.#schedule();
  }

  /**
   * `withChildren`: its figures include all its descendants (a container's or a shell's). Throws Error, one line,
   * when the process cannot be read: it is gone, belongs to another machine, or the system has no `/proc`.
   */
  watch(name: string, pid: number, withChildren = false): void {
    const pids = withChildren ? [pid, ...descendants(pid)] : [pid];
    const stats = readStats(pids);
    if (!stats.has(pid)) {
      const next = process.platform === 'linux' ? 'is it still running?' : 'it needs Linux';
      throw new Error(`no CPU and memory of ${name}: /proc/${pid}/stat cannot be read; ${next}`);
    }
    const nowMs = wallMs();
    this.#watched.push({
      name,
      pid,
      withChildren,
      fromMs: nowMs,
      idleResidentBytes: this.#resident(stats),
      threads: [...stats.values()].reduce((sum, { threads }) => sum + threads, 0),
      cpuPercent: [],
      residentBytes: [],
      ticks: ticksOf(stats),
      sampledMs: nowMs,
      gone: false,
    });
  }

  /** Threads it had when watching began, with its descendants' where they count; 0 when it is not watched. */
  threads(pid: number): number {
    return this.#watched.find((it) => it.pid === pid)?.threads ?? 0;
  }

  /** So far; second 0 lies `fromMs` after `zeroMs` (wall clock). */
  series(zeroMs: number): ProcessSeries[] {
    return this.#watched.map(({ name, pid, fromMs, cpuPercent, residentBytes, idleResidentBytes }) => ({
      name,
      pid,
      fromMs: Math.round(fromMs - zeroMs),
      cpuPercent: [...cpuPercent],
      residentBytes: [...residentBytes],
      idleResidentBytes,
    }));
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Due times are multiples of a second since the start: a late sample does not shift the later ones. */
  #schedule(): void {
    const sinceMs = wallMs() - this.#startedMs;
    this.#timer = setTimeout(
      () => {
        for (const watched of this.#watched) if (!watched.gone) this.#sample(watched);
        this.#samples++;
        this.#schedule();
      },
      SECOND_MS - (sinceMs % SECOND_MS),
    );
    this.#timer.unref();
  }

  #sample(watched: Watched): void {
    const nowMs = wallMs();
    const elapsedMs = nowMs - watched.sampledMs;
    if (elapsedMs < SECOND_MS / 2) return; // watched since a moment ago: too short for ticks of 10 ms
    let pids = [...watched.ticks.keys()];
    if (watched.withChildren && this.#samples % LOOK_FOR_CHILDREN_EVERY === 0) {
      pids = [watched.pid, ...descendants(watched.pid)];
    }
    const stats = readStats(pids);
    if (!stats.has(watched.pid)) {
      watched.gone = true;
      return;
    }
    let ticks = 0;
    for (const [pid, { cpuTicks }] of stats) ticks += cpuTicks - (watched.ticks.get(pid) ?? cpuTicks);
    const cpuPercent = Math.round((ticks / this.#ticksPerSecond / (elapsedMs / 1000)) * 1000) / 10;
    // One value a second, also when this process was held up for several.
    for (let second = 0; second < Math.max(1, Math.round(elapsedMs / SECOND_MS)); second++) {
      watched.cpuPercent.push(cpuPercent);
      watched.residentBytes.push(this.#resident(stats));
    }
    watched.ticks = ticksOf(stats);
    watched.sampledMs = nowMs;
  }

  #resident(stats: ReadonlyMap<number, ProcessStat>): number {
    let pages = 0;
    for (const { residentPages } of stats.values()) pages += residentPages;
    return pages * this.#pageBytes;
  }
}

/** Wall clock that does not jump. */
const wallMs = () => performance.timeOrigin + performance.now();

const ticksOf = (stats: ReadonlyMap<number, ProcessStat>) =>
  new Map([...stats].map(([pid, { cpuTicks }]) => [pid, cpuTicks]));

/** Of those that still exist. Synchronous: `/proc` never waits, and it is a quarter of the cost of a promise each. */
function readStats(pids: readonly number[]): Map<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const pid of pids) {
    try {
      stats.set(pid, parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'latin1')));
    } catch {
      // it ended
    }
  }
  return stats;
}

/** Children, their children and so on; any thread of a process may have started one. */
function descendants(pid: number): number[] {
  const children: number[] = [];
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const text = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1');
      children.push(...text.split(' ').filter(Boolean).map(Number));
    }
  } catch {
    // it ended, or the kernel does not list children
  }
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function systemValue(name: 'CLK_TCK' | 'PAGESIZE', usual: number): number {
  try {
    return Number(execFileSync('getconf', [name], { encoding: 'latin1' })) || usual;
  } catch {
    return usual;
  }
}
