import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { nowUs } from '../../load/clock.ts';
import { Pacer } from '../../load/pacer.ts';

const TIME_MS = 100;

/** Polls for a due time that never comes, beside other work of the event loop; share of the time that was idle. */
async function idleShare(work: () => void): Promise<number> {
  const pacer = new Pacer(
    'poll',
    () => {},
    () => nowUs() + 1000,
  );
  let working = true;
  const again = (): void => {
    work();
    if (working) setImmediate(again);
  };
  const fromUs = nowUs();
  pacer.start();
  again();
  await sleep(TIME_MS);
  working = false;
  pacer.stop();
  return pacer.idlePollUs / (nowUs() - fromUs);
}

test('polling turns that find nothing are idle, those that read are not', async () => {
  const spin = (): void => {
    for (const untilUs = nowUs() + 200; nowUs() < untilUs; );
  };
  // A machine that is busy elsewhere may give us no turn for so long.
  let idle = 0;
  for (let attempt = 0; attempt < 10 && idle <= 0.02; attempt++) idle = await idleShare(() => {});
  expect(idle).toBeGreaterThan(0.02);
  expect(await idleShare(spin)).toBeLessThan(0.01);
});

test('a sleeping pacer wakes when there is work sooner than was known', async () => {
  let dueUs = Number.POSITIVE_INFINITY;
  let lateUs = 0;
  const pacer = new Pacer(
    'timer',
    (atUs) => {
      lateUs = atUs - dueUs;
      dueUs = Number.POSITIVE_INFINITY;
    },
    () => dueUs,
  );
  pacer.start();
  await sleep(20);
  dueUs = nowUs() + 5000;
  pacer.wake();
  await sleep(60);
  pacer.stop();
  expect(lateUs).toBeGreaterThanOrEqual(0);
  expect(dueUs).toBe(Number.POSITIVE_INFINITY);
});
