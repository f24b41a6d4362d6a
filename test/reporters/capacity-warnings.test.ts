/** Where the loads within a capacity broke a bound of `warn`, its answer says so. */
import { expect, test } from 'vitest';
import { cellLines } from '../../cli/printed-lines.ts';
import { warningsOf } from '../../reporters/capacity-warnings.ts';
import { markdown } from '../../reporters/sections/document.ts';
import type { CapacityTrial } from '../../saved/capacity.ts';
import type { Cell } from '../../saved/cell.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { resultsOf } from './sample-results.ts';
import { searchCell } from './sample-search.ts';

/** The search of the sample; `timesMs`: what of each load a soft bound of 10 ms is held against. */
function searched(timesMs: Readonly<Record<number, number>>): Cell {
  const cell = searchCell();
  const trials = cell.capacity!.trials.map((trial): CapacityTrial => {
    const ms = timesMs[trial.load];
    if (ms === undefined) return trial;
    const broken = ms >= 10;
    const row: SloRow = {
      ...trial.slo[0]!,
      metric: 'connect.p50',
      required: '< 10ms',
      soft: true,
      ok: !broken,
      verdict: broken ? 'fail' : 'pass',
      actual: `${ms} ms`,
      value: ms,
      limit: 10,
      marginPercent: 100 - ms * 10,
      message: `connect.p50 ${ms} ms, required < 10 ms (n = 500)`,
    };
    return { ...trial, slo: [...trial.slo, row] };
  });
  return { ...cell, capacity: { ...cell.capacity!, trials } };
}

const answerOf = (cell: Cell): string =>
  (markdown(resultsOf([cell])).split('\n## ')[0] ?? '').replaceAll('\\', '');

test('the worst of a metric is told with the capacity, on the terminal and in the report', () => {
  const cell = searched({ 500: 20, 1000: 50, 1414: 40 });
  expect(answerOf(cell)).toContain(
    'At 1,000 devices connect.p50 was 50 ms, required < 10 ms (5.0 times the bound); that is a warning only.',
  );
  expect(answerOf(cell)).not.toContain('At 1,414 devices connect.p50');
  expect(cellLines(cell)).toContain(
    '  note: at 1,000 devices connect.p50 50 ms, required < 10 ms (n = 500) (warning only)',
  );
});

test('a load above the capacity, or one that met the bound, gives no warning', () => {
  expect(warningsOf(searched({ 500: 1, 2000: 90 }).capacity!)).toEqual([]);
  expect(answerOf(searched({ 500: 1, 2000: 90 }))).not.toContain('warning');
});
