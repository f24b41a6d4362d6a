/** Processes of one run, known by a variable that all of them have in their environment (Linux). */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export const MARK = 'TIDEMARK_FAULT';

export const needsLinux = (): string | null => (process.platform === 'linux' ? null : 'Linux');

/** Pids; `words`: what stands in the command line. */
export const processesOf = (mark: string, words = ''): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(
      (pid) => read(pid, 'environ').includes(`${MARK}=${mark}\0`) && read(pid, 'cmdline').includes(words),
    )
    .map(Number);

/** Waits until there is one. */
export async function processOf(mark: string, words: string): Promise<number> {
  for (;;) {
    const [pid] = processesOf(mark, words);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
}

/** How many are left once there are none, or `withinMs` has passed. */
export async function leftOf(mark: string, withinMs: number): Promise<number> {
  const deadlineMs = performance.now() + withinMs;
  while (processesOf(mark).length > 0 && performance.now() < deadlineMs) await sleep(50);
  return processesOf(mark).length;
}

/** Resident memory of the largest of them. */
const mebibytesOf = (mark: string): number =>
  Math.max(
    0,
    ...processesOf(mark).map(
      (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(read(String(pid), 'status'))?.[1] ?? 0) / 1024,
    ),
  );

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

/** The largest that any of them has been, by looks in between. */
export async function mostMebibytes(mark: string, until: Promise<unknown>): Promise<number> {
  let most = 0;
  const over = until.then(() => true);
  while (!(await Promise.race([over, sleep(100, false)]))) most = Math.max(most, mebibytesOf(mark));
  return most;
}
