import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChosenOutputs } from '../../../reporters/output/chosen-outputs.ts';
import { DEFAULT_OUTPUTS, OUTPUTS, type OutputName, readOutputs } from '../../../reporters/output/outputs.ts';
import { readHistory } from '../../../saved/history.ts';
import { readResults } from '../../../saved/read-results.ts';
import type { AnyResults } from '../../../saved/results.ts';
import { ResultsError } from '../../../saved/results-error.ts';
import { cellOf, resultsOf, sampleResults, sweepShapes } from '../sample-results.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-outputs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const chosen = (...names: readonly OutputName[]): ChosenOutputs =>
  new ChosenOutputs(names, { folder, signWith: null, note: () => {} });
/** One run: its results are written, and the folder is free again. */
async function run(names: readonly OutputName[], results: AnyResults = small): Promise<readonly string[]> {
  using outputs = chosen(...names);
  const { written, failure } = await outputs.stop(results);
  if (failure) throw failure;
  return written;
}
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
  await run(['json']);
  expect(await readdir(folder)).toEqual(['mqtt-results.json']);
  await run(['history']);
  expect((await readdir(folder)).sort()).toEqual(['history.jsonl', 'mqtt-results.json']);
});

test('the paths written are given, the report before the data it was made of', async () => {
  const paths = (await run(DEFAULT_OUTPUTS)).map((path) => basename(path));
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
  using outputs = chosen('json', 'markdown', 'history');
  const { written, failure } = await outputs.stop(small);
  expect(failure).toBeInstanceOf(ResultsError);
  expect(failure?.message).toContain('mqtt-results.json');
  expect(basename(written[0] ?? '')).toBe('mqtt-results.md');
  expect(readHistory(await readFile(join(folder, 'history.jsonl'), 'utf8'))).toHaveLength(1);
});

test('each run adds one line to the history, with verdicts, commit and key figures, and without passwords', async () => {
  await run(['history'], sampleResults());
  await run(['history'], sampleResults());
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

const named = async (ending: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
const titlesIn = async (name: string): Promise<string[]> =>
  readResults(await readFile(join(folder, name), 'utf8')).cells.map(({ title }) => title);
const titled = (title: string, startedAt: string): AnyResults => ({
  ...small,
  startedAt,
  cells: small.cells.map((cell) => ({ ...cell, title })),
});

describe('the results of an earlier run in the folder', () => {
  const earlier = titled('earlier', '2026-11-28T09:53:12.345Z');

  test('are kept beside those of a run of other tests, with their report and its charts', async () => {
    await run(['json', 'markdown'], earlier);
    const report = await readFile(join(folder, 'mqtt-results.md'), 'utf8');
    const notes: string[] = [];
    using outputs = new ChosenOutputs(['json', 'markdown'], {
      folder,
      signWith: null,
      note: (line) => notes.push(line),
    });
    await outputs.stop(titled('later', '2026-11-28T11:00:00.000Z'));
    expect(await named('-results.json')).toEqual([
      'mqtt-2026-11-28T09-53-12Z-results.json',
      'mqtt-results.json',
    ]);
    expect(new Set(await titlesIn('mqtt-results.json'))).toEqual(new Set(['later']));
    expect(new Set(await titlesIn('mqtt-2026-11-28T09-53-12Z-results.json'))).toEqual(new Set(['earlier']));
    const kept = await readFile(join(folder, 'mqtt-2026-11-28T09-53-12Z-results.md'), 'utf8');
    expect(kept).toBe(report.replaceAll('mqtt-results.', 'mqtt-2026-11-28T09-53-12Z-results.'));
    const charts = [...kept.matchAll(/\]\((.*?\.svg)\)/g)].map(([, name]) => name);
    expect(charts.length).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(charts));
    expect(notes).toEqual([
      'Kept in mqtt-2026-11-28T09-53-12Z-results.json: the results of an earlier run, with 2 tests that this run did not measure.',
    ]);
  });

  test('are replaced by a run that measured all of their tests again', async () => {
    await run(['json', 'markdown'], earlier);
    await run(['json', 'markdown'], { ...earlier, startedAt: '2026-11-28T11:00:00.000Z' });
    expect(await named('results.json')).toEqual(['mqtt-results.json']);
    expect(await named('.md')).toEqual(['mqtt-results.md']);
  });

  test('are kept where one of their tests came to no load this time', async () => {
    await run(['json'], earlier);
    await run(['json'], {
      ...earlier,
      cells: earlier.cells.map((cell, index) => (index === 0 ? { ...cell, runs: [] } : cell)),
    } as AnyResults);
    expect(await named('-results.json')).toHaveLength(2);
  });

  test('are kept as they are until the run ends, and where it never does', async () => {
    await run(['json'], earlier);
    using outputs = chosen('json');
    await outputs.add({ ...earlier, finishedAt: null });
    await outputs.add({ ...earlier, finishedAt: null });
    expect(await named('-results.json')).toHaveLength(2);
  });

  test('are kept where they cannot be read', async () => {
    await writeFile(join(folder, 'mqtt-results.json'), 'of another program');
    await run(['json']);
    const [kept = ''] = (await named('-results.json')).filter((name) => name !== 'mqtt-results.json');
    expect(await readFile(join(folder, kept), 'utf8')).toBe('of another program');
  });
});

test('a folder takes one run at a time, and the next when that has ended', async () => {
  const first = chosen('json');
  await first.start();
  await expect(run(['json'])).rejects.toThrow(
    new ResultsError(
      `Another run (process ${process.pid}) is writing its results to ${folder}. Required: a folder of its own for each run. Name another one with --out, or start this run when the other has ended.`,
    ),
  );
  expect(await readdir(folder)).toEqual([]);
  first[Symbol.dispose]();
  await run(['json']);
});
