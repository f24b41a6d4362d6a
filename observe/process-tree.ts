/** Processes and those they started (Linux: `/proc/PID/task/TID/children`, `proc_tid_children(5)`). */
import { readdirSync, readFileSync } from 'node:fs';

export const withDescendants = (pids: readonly number[]): number[] => [
  ...new Set(pids.flatMap((pid) => [pid, ...descendants(pid)])),
];

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
