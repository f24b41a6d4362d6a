/** CPU a process has used so far, read from outside (`proc(5)`; Linux), so that every engine is measured alike. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Cpu {
  readonly userUs: number;
  readonly systemUs: number;
}

export const NO_CPU: Cpu = { userUs: 0, systemUs: 0 };

/**
 * All threads of the process. The total is the scheduler's, to the nanosecond; user and system share it as the
 * kernel's clock ticks (often 4 ms) found them, so the split is a sample.
 * Throws Error when there is no such process, or no `/proc`.
 */
export function processCpu(pid: number): Cpu {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold spaces and brackets; field 3 is the first after its last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const user = Number(fields[11]);
  const system = Number(fields[12]);
  let totalUs = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    totalUs += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  }
  const userUs = user + system === 0 ? totalUs : (totalUs * user) / (user + system);
  return { userUs, systemUs: totalUs - userUs };
}

export const plus = (a: Cpu, b: Cpu): Cpu => ({
  userUs: a.userUs + b.userUs,
  systemUs: a.systemUs + b.systemUs,
});

export const minus = (a: Cpu, b: Cpu): Cpu => ({
  userUs: a.userUs - b.userUs,
  systemUs: a.systemUs - b.systemUs,
});
