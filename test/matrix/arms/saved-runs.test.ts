import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { savedRuns } from '../../../matrix/arms/saved-runs.ts';
import { ResultsError } from '../../../saved/results-error.ts';
import { runOf } from '../../reporters/sample-arms.ts';

/** A folder with a results file in each of `folders`. */
function saved(...folders: readonly string[]): string {
  const path = mkdtempSync(join(tmpdir(), 'saved-runs-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const folder of folders) {
    const file = join(path, folder, 'mqtt-results.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(runOf({ lost: 0 })));
  }
  return path;
}

test('all runs below a folder are of the arm, but for those of a bisect, which are of many commits', async () => {
  const path = saved('.', 'one/2', 'bisect-runs/abc/1', 'head');
  const names = ['head/mqtt-results.json', 'mqtt-results.json', 'one/2/mqtt-results.json'];
  expect((await savedRuns(path)).files.toSorted()).toEqual(names.map((name) => join(path, name)));
  expect((await savedRuns(join(path, 'bisect-runs/abc'))).files).toHaveLength(1);
});

test.each(['', 'results/'])(
  'a folder with both arms of a comparison (%jbase, head) is refused',
  async (where) => {
    const path = saved(`${where}base/1`, `${where}head/1`);
    await expect(savedRuns(path)).rejects.toThrow(ResultsError);
    await expect(savedRuns(path)).rejects.toThrow(/both arms of a comparison.*name one of them/);
    expect((await savedRuns(join(path, where, 'base'))).files).toHaveLength(1);
  },
);
