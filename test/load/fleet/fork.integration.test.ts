import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { forkFleet } from '../../../load/fleet/fork.ts';

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

test.concurrent.each([
  ['that is stopped', [], 'SIGSTOP'],
  ['that calculates without end', ['--import', 'data:text/javascript,for(;;);'], null],
  ['in order', [], null],
] as const)('a dismissed agent %s is gone when that is said', async (_, execArgv, signal) => {
  const ends: string[] = [];
  const listener = { message: () => {}, exit: (how: string) => void ends.push(how) };
  const fleet = forkFleet(2, listener, execArgv);
  await sleep(500);
  if (signal !== null) process.kill(fleet.pids[1]!, signal);
  await fleet.dismiss();
  expect(fleet.pids.map(isGone)).toEqual([true, true]);
  expect(ends).toHaveLength(2);
  await fleet.dismiss();
});
