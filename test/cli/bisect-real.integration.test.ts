/** It has the machine alone: what it measures is time. */
import { expect, test } from 'vitest';
import { Suspects } from './bisect-repository.ts';

test('by real runs: a commit that adds 5 ms a message is named', async () => {
  const repository = new Suspects('broker', '2', ['nothing', { delayMs: '7' }]);
  const before = repository.state();
  // What every message pays shows in the fastest, however slow the machine is for a while.
  const { code, stdout, stderr } = await repository.startBisect('--metric', 'delivery.min', '--for', '400ms')
    .ended;
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain(`First bad commit: ${repository.hash(3).slice(0, 7)} commit 3\n`);
  expect(repository.verdicts()).toEqual({ 'commit 1': 'good', 'commit 2': 'good', 'commit 3': 'bad' });
  expect(repository.state()).toEqual(before);
});
