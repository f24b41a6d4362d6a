import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readResults } from '../../saved/read-results.ts';
import { ResultsError } from '../../saved/results-error.ts';
import { openResults } from '../../saved/results-file.ts';

import { cellOf, resultsOf, sampleResults, sweepShapes } from '../reporters/sample-results.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-results-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the folder is made, and nothing but results is left in it', async () => {
  const out = join(folder, 'a', 'b');
  const file = await openResults(out);
  await file.write(sampleResults());
  await file.appendHistory(sampleResults());
  expect((await readdir(out)).sort()).toEqual(['history.jsonl', 'mqtt-results.json']);
});

test('a folder that cannot be written is refused before anything is run', async () => {
  const occupied = join(folder, 'occupied');
  await writeFile(occupied, 'a file, no folder');
  await expect(openResults(join(occupied, 'results'))).rejects.toThrow(ResultsError);
  await expect(openResults(join(occupied, 'results'))).rejects.toThrow(
    /^Cannot write results to .*occupied.*: ENOTDIR.* Required: a folder that can be written\. Name another one with --out/,
  );
});

test('each write replaces the one before, and a reader never sees half a file', async () => {
  const file = await openResults(folder);
  const cells = sweepShapes.slice(0, 3).map(cellOf);
  await file.write(resultsOf([]));
  const done = (async () => {
    for (let n = 1; n <= cells.length; n++) await file.write(resultsOf(cells.slice(0, n)));
    return true;
  })();
  let finished = false;
  done.finally(() => {
    finished = true;
  });
  while (!finished) readResults(await readFile(file.path, 'utf8'));
  expect(readResults(await readFile(file.path, 'utf8')).cells).toHaveLength(3);
});

test('no password reaches the disk', async () => {
  const file = await openResults(folder);
  await file.write({ ...sampleResults(), command: 'npx tidemark run --broker mqtt://u:s3cret@h' });
  await file.appendHistory(sampleResults());
  const written =
    (await readFile(file.path, 'utf8')) + (await readFile(join(folder, 'history.jsonl'), 'utf8'));
  expect(written).not.toMatch(/hunter2|s3cret/);
  expect(written).toContain('mqtt://device:***@127.0.0.1:1883');
});

test('each run adds one line to the history, with verdicts, commit and key figures', async () => {
  const file = await openResults(folder);
  await file.appendHistory(sampleResults());
  await file.appendHistory(sampleResults());
  const lines = (await readFile(join(folder, 'history.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    startedAt: '2026-03-01T12:00:00.000Z',
    commit: '7b7d198',
    verdict: 'fail',
    verdicts: { pass: 7, fail: 1, invalid: 1 },
  });
  expect(first.environment).toMatch(/^[0-9a-f]{12}$/);
  expect(first.environment).toBe(second.environment);
  expect(first.cells[7]).toMatchObject({
    title: 'telemetry',
    parameters: { clients: 4000, qos: 1 },
    verdict: 'fail',
    metrics: { lost: 12 },
  });
});
