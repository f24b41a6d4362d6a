/** Programs of this machine that are neither target nor generator, by the CPU they used between two looks (Linux). */

import { steadyMs } from '../load/steady-clock.ts';
import { pids, readText } from './listening-sockets.ts';

export interface OtherProgram {
  readonly name: string;
  readonly processes: number;
  /** Of all its processes, in percent of one core. */
  readonly cpuPercent: number;
}

/** All of them, and the busiest by name. */
export interface OtherPrograms {
  readonly cpuPercent: number;
  readonly busiest: readonly OtherProgram[];
}

export interface CpuByProcess {
  readonly atMs: number;
  /** Milliseconds on a CPU so far, by process. */
  readonly processes: ReadonlyMap<number, { readonly name: string; readonly ms: number }>;
}

/** One look. `/proc/PID/stat` counts in ticks of 10 ms, of all threads. */
export function cpuByProcess(): CpuByProcess {
  const processes = new Map<number, { name: string; ms: number }>();
  for (const pid of pids()) {
    const stat = readText(`/proc/${pid}/stat`);
    const end = stat.lastIndexOf(')');
    if (end < 0) continue;
    const fields = stat.slice(end + 2).split(' ');
    processes.set(pid, {
      name: stat.slice(stat.indexOf('(') + 1, end),
      ms: 10 * (Number(fields[11]) + Number(fields[12])),
    });
  }
  return { atMs: steadyMs(), processes };
}

/** Below it a program takes nothing that matters, in percent of one core. */
const WORTH_NAMING_PERCENT = 5;
const MOST_NAMED = 3;

/** Between two looks: those that began meanwhile count whole, those that ended not at all. Pure. */
export function otherPrograms(
  before: CpuByProcess,
  after: CpuByProcess,
  ours: ReadonlySet<number>,
): OtherPrograms {
  const elapsedMs = Math.max(1, after.atMs - before.atMs);
  const byName = new Map<string, { processes: number; cpuPercent: number }>();
  let all = 0;
  for (const [pid, { name, ms }] of after.processes) {
    const usedMs = ms - (before.processes.get(pid)?.ms ?? 0);
    if (ours.has(pid) || usedMs <= 0) continue;
    const cpuPercent = (100 * usedMs) / elapsedMs;
    const known = byName.get(name) ?? { processes: 0, cpuPercent: 0 };
    byName.set(name, { processes: known.processes + 1, cpuPercent: known.cpuPercent + cpuPercent });
    all += cpuPercent;
  }
  const busiest = [...byName]
    .map(([name, of]) => ({ name, ...of }))
    .filter(({ cpuPercent }) => cpuPercent >= WORTH_NAMING_PERCENT)
    .sort((a, b) => b.cpuPercent - a.cpuPercent)
    .slice(0, MOST_NAMED);
  return { cpuPercent: all, busiest };
}
