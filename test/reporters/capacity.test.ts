import { describe, expect, test } from 'vitest';
import { capacityText } from '../../reporters/capacity-text.ts';
import { charts } from '../../reporters/charts/charts.ts';
import { historyLine } from '../../reporters/history/line.ts';
import { markdown } from '../../reporters/sections/document.ts';
import { threePoints } from '../../reporters/sweeps/points.ts';
import { withPoints, withTrials } from '../../reporters/sweeps/search-as-sweep.ts';
import { readResults } from '../../saved/read-results.ts';
import { serialize } from '../../saved/results-file.ts';

import { resultsOf, sampleResults } from './sample-results.ts';
import { bracketed, searchCell, type TrialShape } from './sample-search.ts';

const results = resultsOf([searchCell()]);
const drawn = charts(results);
const report = markdown(results, drawn);

test('a saved search is read back as it was', () => {
  expect(readResults(serialize(results))).toEqual(results);
});

test('the answer stands in the first line and in a section before the tables', () => {
  expect(report).toContain(
    String.raw`**pass** — how many devices: the capacity is 1,414 to 2,000 devices. At 2,000 devices publish.ack.p99 was 1270 ms, required \< 100 ms (12.7 times the bound). 1 passed, 0 failed, 0 invalid.`,
  );
  const at = (heading: string): number => report.indexOf(`\n## ${heading}\n`);
  expect(at('What was tested')).toBeLessThan(at('Capacity'));
  expect(at('Capacity')).toBeLessThan(at('Matrix'));
  expect(at('Matrix')).toBeLessThan(at('CPU, disk and network'));
  expect(report).toMatch(
    /\| how many devices +\| 1,414 devices \| 2,000 devices \|.* 236 \|.* 10 \| the bounds are as close as asked for \| recovers /,
  );
});

test('every trial has its row: number, load, purpose, figures, verdict and why', () => {
  const rows = report
    .slice(report.indexOf('### Trials of'))
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const trials = rows.slice(2, 12).map((line) => line.split('|').map((text) => text.trim()));
  expect(trials.map(([, number, load, purpose]) => [number, load, purpose])).toEqual([
    ...[
      ['1', '500'],
      ['2', '500'],
      ['3', '1,000'],
      ['4', '1,000'],
      ['5', '1,000'],
      ['6', '2,000'],
      ['7', '2,000'],
    ].map((row) => [...row, 'search']),
    ['8', '1,000', 'recovery'],
    ['9', '1,414', 'search'],
    ['10', '1,414', 'search'],
  ]);
  expect(trials[3]?.slice(-3, -1)).toEqual(['invalid', expect.stringContaining('none: agent 0 ')]);
  expect(trials[5]?.slice(-3, -1)).toEqual(['fail', '`publish.ack.p99` 1270 ms']);
});

test('a trial whose target was down afterwards says so, and names the rules that were broken before', () => {
  const cell = searchCell();
  const runs = cell.runs.map(({ result, observation }, index) =>
    index === 5 && result.status === 'measured'
      ? { result: { ...result, targetDown: 'refused' }, observation }
      : { result, observation },
  );
  const trials = cell.capacity?.trials.map((trial, index) =>
    index === 5 ? { ...trial, slo: trial.slo.map((row) => ({ ...row, ok: false, verdict: 'fail' })) } : trial,
  );
  const down = { ...cell, runs, capacity: { ...cell.capacity, trials } } as typeof cell;
  expect(markdown(resultsOf([down]))).toMatch(
    /\| +6 \| +2,000 \|.*\| the target was down after the run: refused; `publish\.ack\.p99` 1270 ms +\|/,
  );
});

test('tables, machine and courses show three points: lowest load, highest that passes, lowest that fails', () => {
  const loads = (cells: readonly { parameters: object }[]) => cells.map(({ parameters }) => parameters);
  const wanted = [{ devices: 500 }, { devices: 1414 }, { devices: 2000 }];
  expect(loads(withPoints(results).cells)).toEqual(wanted);
  expect(threePoints(withTrials(results))[0]?.points.map(({ role }) => role)).toEqual([
    'lowest load',
    'highest that passes',
    'lowest that fails',
  ]);
  expect(drawn.filter(({ kind }) => kind === 'series')).toHaveLength(3);
});

test('the chart has the tidemark, what was delivered, and each trial with its verdict', () => {
  const svg = drawn.find(({ kind }) => kind === 'load')?.svg ?? '';
  expect(svg).toContain('tidemark: 1,414 devices');
  expect(svg).toContain('delivered');
  // Grey where it was invalid: that trial has no run here; red diamonds where it failed, two in each panel at least.
  expect(svg.match(/#c1121f/g)?.length).toBeGreaterThanOrEqual(4);
});

test('the analysis says where the line is, how the search ended, and whether the target recovered', () => {
  expect(report).toContain(
    '1,414 devices is the highest load that passes, and 2,000 devices the lowest that fails',
  );
  expect(report).toContain(
    'the search took 10 trials, 1 of them invalid, and ended when its bounds were within 50.0 % of each other.',
  );
  expect(report).toContain(
    'After the first load that failed, 1,000 devices passed again: the target recovers.',
  );
});

test('a load that failed only in a long trial is the one that fails', () => {
  const course: readonly TrialShape[] = [
    [500, 'pass'],
    [500, 'pass'],
    [1000, 'pass'],
    [1000, 'pass'],
    [1000, 'fail', 'confirm'],
    [700, 'pass', 'confirm'],
  ];
  const cell = searchCell(
    { ...bracketed, lower: 700, upper: 1000, confirmMs: 600_000, confirmed: true },
    course,
  );
  const text = markdown(resultsOf([cell]));
  expect(text).toContain('700 to 1,000 devices');
  expect(text).toContain(
    'The lower bound passed a trial of 10 min 0 s. One load that had passed short trials failed',
  );
  expect(withPoints(resultsOf([cell])).cells.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'fail']);
});

describe('an answer without a number', () => {
  const invalid: readonly TrialShape[] = [
    [500, 'invalid'],
    [500, 'invalid'],
    [500, 'invalid'],
  ];
  test.each([
    [
      '>= 50,000 devices',
      { bounds: 'at least', lower: 50_000, deliveredPerSecond: null },
      [
        [50_000, 'pass'],
        [50_000, 'pass'],
      ],
      'to holds',
    ],
    [
      '< 500 devices',
      { bounds: 'below', upper: 500 },
      [
        [500, 'fail'],
        [500, 'fail'],
      ],
      'from fails',
    ],
    ['unknown', { bounds: 'unknown' }, invalid, 'generator limit'],
    ['unknown', { bounds: 'unknown' }, [], 'interrupted'],
  ] as const)('is written %s', (expected, bounds, course, stop) => {
    const cell = searchCell(bounds, course, stop);
    const text = markdown(resultsOf([cell]), charts(resultsOf([cell])));
    expect(cell.capacity && capacityText(cell.capacity)).toBe(expected);
    expect(text).toMatch(
      /^\*\*(pass|fail|invalid)\*\* — how many devices: (the capacity is (at least 50,000|below 500) devices|no capacity was found, because )/m,
    );
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

test('a search beside sweeps leaves their tables as they are', () => {
  const mixed = markdown(resultsOf([...sampleResults().cells, searchCell()]));
  expect(mixed).toContain('8 passed, 1 failed, 1 invalid.');
  expect(mixed).toContain('| telemetry, 4,000 clients, qos 1');
  expect(mixed).toContain('how many devices, 1,414 devices');
});

test('the history keeps the bounds', () => {
  const metrics = {
    capacity: { value: 1414, unit: '', n: 10 },
    'capacity.upper': { value: 2000, unit: '', n: 10 },
  };
  const line = historyLine(resultsOf([{ ...searchCell(), metrics }]));
  expect(line.cells[0]?.metrics).toEqual({ capacity: 1414, 'capacity.upper': 2000 });
});
