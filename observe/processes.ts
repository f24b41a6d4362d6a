/**
 * CPU and resident memory of processes, once a second, from `/proc/PID/stat` (`proc_pid_stat(5)`; Linux). CPU of a process
 * that never had a second thread is the scheduler's, to the nanosecond (`/proc/PID/schedstat`); else in clock ticks.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { steadyMs } from '../load/steady-clock.ts';
import type { ProcessSeries } from '../saved/observation.ts';
import { withDescendants } from './process-tree.ts';

const SECOND_MS = 1000;
/** Children come and go rarely, and looking for them costs more than a sample. */
const LOOK_FOR_CHILDREN_EVERY = 5;

/** One process at one time. */
export interface ProcessStat {
  readonly cpuTicks: number;
  /** Of its children that ended and were waited for, and of theirs. */
  readonly endedCpuTicks: number;
  readonly residentPages: number;
  readonly threads: number;
}

/** `/proc/PID/stat`: the name may hold spaces and brackets, the fields after its last bracket do not. */
export function parseProcessStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]); // proc(5) counts from 1; field 3 is the first here
  return {
    cpuTicks: field(14) + field(15),
    endedCpuTicks: field(16) + field(17),
    residentPages: field(24),
    threads: field(20),
  };
}

/** Of a process so far. */
export interface Cpu {
  readonly ms: number;
  /** Of its children that ended. */
  readonly endedMs: number;
  /** As the scheduler counts: of one thread. */
  readonly exact: boolean;
}

/**
 * CPU that processes, and their children that ended, used between two looks. What was counted of a child while it lived
 * is not counted again when it ends; of one that is new, what it used before it was found is left out.
 */
export function usedBetween(before: ReadonlyMap<number, Cpu>, now: ReadonlyMap<number, Cpu>): number {
  let livingMs = 0;
  let endedMs = 0;
  for (const [pid, { ms, endedMs: ofChildren }] of now) {
    const known = before.get(pid);
    if (known === undefined) continue;
    livingMs += ms - known.ms;
    endedMs += ofChildren - known.endedMs;
  }
  for (const [pid, known] of before) if (!now.has(pid)) endedMs -= known.ms + known.endedMs;
  // A tick more or less when the first thread beside it comes, or a child that nobody waited for: never less than nothing.
  return Math.max(0, livingMs) + Math.max(0, endedMs);
}

/** A process, and its CPU so far. */
type Sampled = ProcessStat & { readonly cpu: Cpu };

interface Watched {
  readonly name: string;
  /** Names it, whatever process takes its place. */
  readonly pid: number;
  roots: readonly [number, ...number[]];
  readonly withChildren: boolean;
  /** The process that has its part now; another one than before once it was started again. */
  readonly current: () => number | null;
  readonly fromMs: number;
  readonly idleResidentBytes: number;
  readonly threads: number;
  readonly cpuPercent: number[];
  readonly residentBytes: number[];
  /** CPU of each process at the last sample. */
  used: Map<number, Cpu>;
  sampledMs: number;
  gone: boolean;
}

/** Samples on a timer that keeps no process alive. A process that ends ends its series, until another takes its place. */
export class ProcessSampler {
  readonly #watched: Watched[] = [];
  readonly #ticksPerSecond = systemValue('CLK_TCK', 100);
  readonly #pageBytes = systemValue('PAGESIZE', 4096);
  readonly #startedMs = steadyMs();
  #timer: NodeJS.Timeout | null = null;
  #samples = 0;

  constructor() {
    this.#schedule();
  }

  /**
   * `withChildren`: its figures include its descendants (a container's or a shell's), found every five seconds; the CPU of
   * those that start and end meanwhile counts when they end. `beside`: processes that count with it. `current`: the process
   * that goes on with the series when this one ends. Throws Error, one line, when the process cannot be read: it is gone,
   * belongs to another machine, or the system has no `/proc`.
   */
  watch(
    name: string,
    pid: number,
    {
      withChildren = false,
      beside = [],
      current = () => pid,
    }: {
      readonly withChildren?: boolean;
      readonly beside?: readonly number[];
      readonly current?: () => number | null;
    } = {},
  ): void {
    const roots = [pid, ...beside] as const;
    const stats = this.#read(withChildren ? withDescendants(roots) : roots);
    if (!stats.has(pid)) {
      const next = process.platform === 'linux' ? 'is it still running?' : 'it needs Linux';
      throw new Error(`no CPU and memory of ${name}: /proc/${pid}/stat cannot be read; ${next}`);
    }
    const nowMs = steadyMs();
    this.#watched.push({
      name,
      pid,
      roots,
      withChildren,
      current,
      fromMs: nowMs,
      idleResidentBytes: this.#resident(stats),
      threads: [...stats.values()].reduce((sum, { threads }) => sum + threads, 0),
      cpuPercent: [],
      residentBytes: [],
      used: usedOf(stats, withChildren),
      sampledMs: nowMs,
      gone: false,
    });
  }

  /** Threads it had when watching began, with its descendants' where they count; 0 when it is not watched. */
  threads(pid: number): number {
    return this.#watched.find((watched) => watched.pid === pid)?.threads ?? 0;
  }

  /** So far; second 0 lies `fromMs` after `zeroMs` (see `steadyMs`). */
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
    const sinceMs = steadyMs() - this.#startedMs;
    this.#timer = setTimeout(
      () => {
        for (const watched of this.#watched) {
          if (!watched.gone) this.#sample(watched);
          else this.#findAgain(watched);
        }
        this.#samples++;
        this.#schedule();
      },
      SECOND_MS - (sinceMs % SECOND_MS),
    );
    this.#timer.unref();
  }

  #sample(watched: Watched): void {
    const nowMs = steadyMs();
    const elapsedMs = nowMs - watched.sampledMs;
    if (elapsedMs < SECOND_MS / 2) return; // watched since a moment ago: too short for ticks of 10 ms
    let pids = [...watched.used.keys()];
    if (watched.withChildren && this.#samples % LOOK_FOR_CHILDREN_EVERY === 0) {
      pids = withDescendants(watched.roots);
    }
    const stats = this.#read(pids, watched.used);
    if (!watched.roots.some((pid) => stats.has(pid))) {
      watched.gone = true;
      return;
    }
    const used = usedOf(stats, watched.withChildren);
    const cpuPercent = Math.round((usedBetween(watched.used, used) / elapsedMs) * 10_000) / 100;
    // One value a second, also when this process was held up for several.
    for (let second = 0; second < Math.max(1, Math.round(elapsedMs / SECOND_MS)); second++) {
      watched.cpuPercent.push(cpuPercent);
      watched.residentBytes.push(this.#resident(stats));
    }
    watched.used = used;
    watched.sampledMs = nowMs;
  }

  /** Seconds without a process are seconds without CPU. What the new one used until it was found is left out. */
  #findAgain(watched: Watched): void {
    const pid = watched.current();
    if (pid === null || pid === watched.roots[0]) return;
    const stats = this.#read(watched.withChildren ? withDescendants([pid]) : [pid]);
    if (!stats.has(pid)) return;
    const nowMs = steadyMs();
    const seconds = Math.round((nowMs - watched.sampledMs) / SECOND_MS);
    for (let second = 0; second < seconds; second++) {
      watched.cpuPercent.push(0);
      watched.residentBytes.push(second < seconds - 1 ? 0 : this.#resident(stats));
    }
    watched.roots = [pid];
    watched.used = usedOf(stats, watched.withChildren);
    watched.sampledMs = nowMs;
    watched.gone = false;
  }

  /** Of those that still exist; `before`: what they had used at the last sample. */
  #read(pids: readonly number[], before?: ReadonlyMap<number, Cpu>): Map<number, Sampled> {
    const sampled = new Map<number, Sampled>();
    for (const [pid, stat] of readStats(pids)) {
      const single = stat.threads === 1 && before?.get(pid)?.exact !== false;
      const exactMs = single ? scheduledMs(pid) : null;
      const ms = exactMs ?? this.#ms(stat.cpuTicks);
      const cpu = { ms, endedMs: this.#ms(stat.endedCpuTicks), exact: exactMs !== null };
      sampled.set(pid, { ...stat, cpu });
    }
    return sampled;
  }

  #ms = (ticks: number): number => (1000 * ticks) / this.#ticksPerSecond;

  #resident(stats: ReadonlyMap<number, ProcessStat>): number {
    let pages = 0;
    for (const { residentPages } of stats.values()) pages += residentPages;
    return pages * this.#pageBytes;
  }
}

const usedOf = (stats: ReadonlyMap<number, Sampled>, withChildren: boolean) =>
  new Map([...stats].map(([pid, { cpu }]) => [pid, withChildren ? cpu : { ...cpu, endedMs: 0 }]));

/** Time on a CPU, of the first thread; null where the kernel does not count it. */
function scheduledMs(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}

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

/** One program is run for each, once in a process. */
const systemValues = new Map<string, number>();

function systemValue(name: 'CLK_TCK' | 'PAGESIZE', usual: number): number {
  const known = systemValues.get(name);
  if (known !== undefined) return known;
  let value = usual;
  try {
    value = Number(execFileSync('getconf', [name], { encoding: 'latin1' })) || usual;
  } catch {
    // Without getconf they are what they are nearly everywhere.
  }
  systemValues.set(name, value);
  return value;
}
