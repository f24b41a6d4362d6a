import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { charts } from '../../../reporters/charts/charts.ts';
import { reportOf, writeReport } from '../../../reporters/output/report.ts';
import { readResults } from '../../../saved/read-results.ts';
import { serialize } from '../../../saved/results-file.ts';

import { sampleCharts } from '../sample-charts.ts';
import { cellOf, disturbanceShape, resultsOf, sweepShapes } from '../sample-results.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const drawn = sampleCharts;
const small = resultsOf([...sweepShapes.slice(0, 2), disturbanceShape].map(cellOf));

test('the report and all charts it links are written, and their paths returned, Markdown first', async () => {
  const paths = await writeReport(reportOf(small), join(folder, 'new'));
  expect((await readdir(join(folder, 'new'))).sort()).toEqual(paths.map((path) => basename(path)).sort());
  expect(basename(paths[0] ?? '')).toBe('mqtt-results.md');
  const text = await readFile(paths[0] ?? '', 'utf8');
  const links = [...text.matchAll(/\]\((mqtt-results\.[^)]+\.svg)\)/g)].map(([, name]) => name);
  expect([...new Set(links)].sort()).toEqual(
    paths
      .slice(1)
      .map((path) => basename(path))
      .sort(),
  );
});

test('no two tests share a chart: of other scripts, of long titles, of titles that differ by case or punctuation', () => {
  const titles = [
    'Stays up',
    'stays up',
    'stays up!',
    '端末が落ちない',
    '端末が速い',
    ...['a', 'b'].map((end) => `${'端'.repeat(200)}${end}`),
  ];
  const cells = titles.map((title) => ({ ...cellOf(disturbanceShape), title }));
  const names = charts(resultsOf(cells)).map(({ name }) => name);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  expect(names).toContain('mqtt-results.端末が速い.percentiles.svg');
  for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
});

test('a report rebuilt from the saved file is the same, byte for byte', async () => {
  const [first = ''] = await writeReport(reportOf(small), join(folder, 'first'));
  const [again = ''] = await writeReport(reportOf(readResults(serialize(small))), join(folder, 'again'));
  expect(await readFile(again, 'utf8')).toBe(await readFile(first, 'utf8'));
});

test('a report under another name leaves that of another run beside it as it is, and pictures that are none of its charts', async () => {
  const [others = ''] = await writeReport(reportOf(small), folder);
  const before = await readFile(others, 'utf8');
  await writeFile(join(folder, 'before-results.setup.svg'), '<svg/>');
  const stale = 'before-results.gone.series.svg';
  await writeFile(join(folder, stale), '<svg/>');
  const paths = await writeReport(
    reportOf({ ...small, cells: small.cells.slice(0, 1) }, 'before-results'),
    folder,
  );
  const names = paths.map((path) => basename(path));
  expect(names[0]).toBe('before-results.md');
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) expect(name).toMatch(/^before-results\./);
  const text = await readFile(paths[0] ?? '', 'utf8');
  for (const name of names.slice(1)) expect(text).toContain(`](${name})`);
  expect(await readFile(others, 'utf8')).toBe(before);
  const left = await readdir(folder);
  expect(left).toContain('before-results.setup.svg');
  expect(left).not.toContain(stale);
});

test('a sweep has a load chart and percentiles, each measured cell its course, and an invalid one none', () => {
  const kinds = drawn.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'load')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'percentiles')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'series')).toHaveLength(8);
  expect(charts(resultsOf(sweepShapes.map((shape) => cellOf({ ...shape, verdict: 'invalid' }))))).toEqual([]);
});

test('charts name their axes with units, the bound, the tidemark and the windows', () => {
  const svg = (kind: string, part = ''): string =>
    drawn.find((chart) => chart.kind === kind && chart.name.includes(part))?.svg ?? '';
  expect(svg('load')).toMatch(/^<svg [^>]*xmlns=/);
  for (const label of [
    'acknowledgement ms',
    'delivery ms',
    'messages /s',
    'clients',
    'bound: p99 &lt; 100ms',
    'qos 1 p99',
    'tidemark (qos 1): 2,000 clients',
    'tidemark (qos 0): ≥ 2,000 clients (not reached)',
    'load that passes',
    'load that fails',
  ]) {
    expect(svg('load')).toContain(label);
  }
  for (const label of ['99.9 %', 'percentile', '4,000 clients, qos 1'])
    expect(svg('percentiles')).toContain(label);
  for (const label of ['before', 'during', 'after', 'CPU %', 'p99 ms'])
    expect(svg('series', 'come-and-go')).toContain(label);
});

test('two tests of one title have files of their own', () => {
  const [shape] = sweepShapes;
  const cells = ['a.slo.ts', 'b.slo.ts'].map((suite) =>
    cellOf({ ...(shape as NonNullable<typeof shape>), suite }),
  );
  const names = charts(resultsOf(cells)).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
