/** What is planted is more than a busy machine adds by itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BY_P50, Suspects } from './bisect-repository.ts';

test('a site that takes longer is found by its response time', async () => {
  const repository = new Suspects('site', '5', ['nothing', { delayMs: '200' }]);
  const { code, stdout, stderr } = await repository.bisect('--metric', 'http.p50', '--for', '1500ms');
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('commit 3\n');
  expect(repository.verdicts()).toEqual({
    'commit 1': 'good',
    'commit 2': 'good',
    'commit 3': 'bad',
  });
});

test('when only commits that do not build are left, they are named and the exit code is 125', async () => {
  const repository = new Suspects('broker', '2', ['broken', { delayMs: '200' }]);
  const { code, stdout, stderr } = await repository.bisect(...BY_P50);
  expect(code, stdout + stderr).toBe(125);
  expect(stdout).toMatch(/^The first bad commit is one of these; .*\n( {2}\w{7} commit [23]\n){2}/);
  expect(repository.bisected().outcome).toMatchObject({ kind: 'only skipped', candidates: [{}, {}] });
  const report = readFileSync(`${repository.folder}/results/bisect.md`, 'utf8');
  expect(report).toMatch(/\*\*not found\*\*.*\n\n(- `\w{7}` commit [23]\n){2}/);
});
