/** Memory of many processes, shared pages shared out among them (`proc(5)`; Linux). */
import { readFileSync } from 'node:fs';

/** 0 of a process that is not there. */
export function proportionalBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') * 1024, 0);
}

export const availableBytes = (): number => kilobytes('/proc/meminfo', 'MemAvailable') * 1024;

function kilobytes(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
