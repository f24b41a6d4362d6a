import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readResults } from '../../saved/read-results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { proveFolder, writeResults } from '../../saved/results-file.ts';
import { cellOf, resultsOf, sampleResults, sweepShapes } from '../reporters/sample-results.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-results-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the folder is made, and nothing but results is left in it', async () => {
  const out = join(folder, 'a', 'b');
  await proveFolder(out);
  await writeResults(out, sampleResults());
  expect(await readdir(out)).toEqual(['mqtt-results.json']);
});

test('a folder that cannot be written is refused before anything is run', async () => {
  const occupied = join(folder, 'occupied');
  await writeFile(occupied, 'a file, no folder');
  await expect(proveFolder(join(occupied, 'results'))).rejects.toThrow(ResultsError);
  await expect(proveFolder(join(occupied, 'results'))).rejects.toThrow(
    /^Cannot write results to .*occupied.*: ENOTDIR.* Required: a folder that can be written\. Name another one with --out/,
  );
});

test('each write replaces the one before, and a reader never sees half a file', async () => {
  const cells = sweepShapes.slice(0, 3).map(cellOf);
  const path = await writeResults(folder, resultsOf([]));
  const done = (async () => {
    for (let n = 1; n <= cells.length; n++) await writeResults(folder, resultsOf(cells.slice(0, n)));
    return true;
  })();
  let finished = false;
  done.finally(() => {
    finished = true;
  });
  while (!finished) readResults(await readFile(path, 'utf8'));
  expect(readResults(await readFile(path, 'utf8')).cells).toHaveLength(3);
});

test('no password reaches the disk', async () => {
  const command = 'npx tidemark run --broker mqtt://u:s3cret@h';
  const written = await readFile(await writeResults(folder, { ...sampleResults(), command }), 'utf8');
  expect(written).not.toMatch(/hunter2|s3cret/);
  expect(written).toContain('mqtt://device:***@127.0.0.1:1883');
});
