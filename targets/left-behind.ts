/**
 * Processes that a command put into the background: a daemon leaves the process group of the command that started it. On
 * Linux they are known by their control group, where there can be one, and by a variable in their environment (proc(5),
 * `/proc/PID/environ`); elsewhere none is found.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlGroupsOf, pidsIn, removeControlGroup } from './control-group.ts';

const VARIABLE = 'TIDEMARK_TARGET';
const LOOK_EVERY_MS = 20;
const LAST_MS = 1000;
const MOST_ROUNDS = 10;

/** What a command has in its environment, so that whatever it starts is known. `folder`: the target's own. */
export const markOf = (folder: string): NodeJS.ProcessEnv => ({ [VARIABLE]: folder });

/** Pids of those that are alive. `folder`: of a target, or of the owner of several. */
export function leftBehind(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  const mark = `\0${VARIABLE}=${folder}`;
  const marked = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => `\0${environmentOf(pid)}`.includes(mark))
    .map(Number);
  return [...new Set([...controlGroupsOf(folder).flatMap(pidsIn), ...marked])];
}

/** Ends them: asks first, and kills what is still there after `patienceMs`. */
export async function endLeftBehind(folder: string, patienceMs: number): Promise<void> {
  signalAll(leftBehind(folder), 'SIGTERM');
  const deadlineMs = performance.now() + patienceMs;
  while (leftBehind(folder).length > 0 && performance.now() < deadlineMs) await sleep(LOOK_EVERY_MS);
  const groups = controlGroupsOf(folder);
  // Who is killed has to be gone before its group can be.
  for (const until = performance.now() + LAST_MS; performance.now() < until; await sleep(LOOK_EVERY_MS)) {
    killLeftBehind(folder);
    if (groups.every((group) => pidsIn(group).length === 0)) break;
  }
  for (const group of groups) removeControlGroup(group);
}

/** Those that are started meanwhile by those that are killed are killed as well. */
export function killLeftBehind(folder: string): void {
  for (let round = 0, left = leftBehind(folder); round < MOST_ROUNDS && left.length > 0; round++) {
    signalAll(left, 'SIGKILL');
    left = leftBehind(folder);
  }
  for (const group of controlGroupsOf(folder)) removeControlGroup(group);
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** Empty where it has ended, or is another user's. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
