/** Memory, read from outside (`proc(5)`; Linux), so that every engine is measured alike. */
import { readFileSync } from 'node:fs';

/** What a process has in memory, shared pages included. @throws Error when there is no such process */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** What the kernel's own objects take, over all of the machine; null where only root may know (`slabinfo(5)`). */
export function kernelObjectBytes(): number | null {
  try {
    return readFileSync('/proc/slabinfo', 'utf8')
      .split('\n')
      .slice(2)
      .map((line) => line.split(/\s+/))
      .reduce((sum, [, active = 0, , bytes = 0]) => sum + Number(active) * Number(bytes), 0);
  } catch {
    return null;
  }
}
