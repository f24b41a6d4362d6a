import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChosenOutputs } from '../../../reporters/output/chosen-outputs.ts';
import { DEFAULT_OUTPUTS, OUTPUTS, type OutputName, readOutputs } from '../../../reporters/output/outputs.ts';
import { readHistory } from '../../../saved/history.ts';
import { readResults } from '../../../saved/read-results.ts';
import { ResultsError } from '../../../saved/results-error.ts';
import { cellOf, resultsOf, sampleResults, sweepShapes } from '../sample-results.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-outputs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const chosen = (...names: readonly OutputName[]): ChosenOutputs =>
  new ChosenOutputs(names, { folder, signWith: null, note: () => {} });
const small = resultsOf(sweepShapes.slice(0, 2).map(cellOf));

test('names are read with commas between them; one that is none is refused with the near miss and those there are', () => {
  expect(readOutputs('json, history')).toEqual(['json', 'history']);
  expect(() => readOutputs('json,markdwon')).toThrow(
    /^"markdwon" is no output\. Did you mean markdown\? Required: one or more of json, history, markdown, /,
  );
  expect(() => readOutputs('json,')).toThrow(/^"" is no output\. Required: /);
  for (const name of Object.keys(OUTPUTS)) expect(readOutputs(name)).toEqual([name]);
});

test('those that are chosen are written, and no other file', async () => {
  await chosen('json').stop(small);
  expect(await readdir(folder)).toEqual(['mqtt-results.json']);
  await chosen('history').stop(small);
  expect((await readdir(folder)).sort()).toEqual(['history.jsonl', 'mqtt-results.json']);
});

test('the paths written are given, the report before the data it was made of', async () => {
  const paths = (await chosen(...DEFAULT_OUTPUTS).stop(small)).map((path) => basename(path));
  expect([paths[0], paths.at(-1)]).toEqual(['mqtt-results.md', 'mqtt-results.json']);
  expect((await readdir(folder)).sort()).toEqual([...paths, 'history.jsonl'].sort());
});

test('results are rewritten after each cell, and there is no report before the end', async () => {
  const outputs = chosen('json', 'history', 'markdown');
  for (const n of [1, 2]) {
    await outputs.add({ ...small, finishedAt: null, cells: small.cells.slice(0, n) });
    const saved = readResults(await readFile(join(folder, 'mqtt-results.json'), 'utf8'));
    expect([saved.cells.length, saved.finishedAt]).toEqual([n, null]);
    expect(await readFile(join(folder, 'history.jsonl'), 'utf8')).toBe('');
  }
  expect(await readdir(folder)).toHaveLength(2);
});

test('an output that cannot be written is refused before there is a cell', async () => {
  await writeFile(join(folder, 'occupied'), '');
  for (const name of ['json', 'history', 'markdown'] as const) {
    const context = { folder: join(folder, 'occupied'), signWith: null, note: () => {} };
    const message = /^Cannot write results to .*occupied: ENOTDIR.* Name another one with --out/;
    await expect(new ChosenOutputs([name], context).start()).rejects.toThrow(message);
  }
});

test('one that can no longer be written keeps no other from being written', async () => {
  await mkdir(join(folder, 'mqtt-results.json'));
  await expect(chosen('json', 'history').stop(small)).rejects.toThrow(ResultsError);
  expect(readHistory(await readFile(join(folder, 'history.jsonl'), 'utf8'))).toHaveLength(1);
});

test('each run adds one line to the history, with verdicts, commit and key figures, and without passwords', async () => {
  await chosen('history').stop(sampleResults());
  await chosen('history').stop(sampleResults());
  const text = await readFile(join(folder, 'history.jsonl'), 'utf8');
  expect(text).not.toMatch(/hunter2/);
  const [first, second, ...more] = readHistory(text);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    startedAt: '2026-03-01T12:00:00.000Z',
    commit: '7b7d198',
    verdict: 'fail',
    verdicts: { pass: 7, fail: 1, invalid: 1 },
  });
  expect(first?.environment).toMatch(/^[0-9a-f]{12}$/);
  expect(first?.environment).toBe(second?.environment);
  expect(first?.cells[7]).toMatchObject({
    title: 'telemetry',
    parameters: { clients: 4000, qos: 1 },
    verdict: 'fail',
    metrics: { lost: 12 },
  });
});
