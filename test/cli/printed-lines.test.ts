import { expect, test } from 'vitest';
import { cellLines } from '../../cli/printed-lines.ts';
import { searchCell } from '../reporters/sample-search.ts';

test('a finished search is its verdict, its bounds and why it ended', () => {
  expect(cellLines(searchCell()).slice(0, 2)).toEqual([
    expect.stringMatching(/^PASS {4}how many devices/),
    '  capacity 1,414 to 2,000 devices: the bounds are as close as asked for (10 trials)',
  ]);
});

test('a cell without a bound passes, and says that nothing was judged', () => {
  const { capacity: _, ...cell } = searchCell();
  expect(cellLines({ ...cell, slo: [], warnings: [], disagreements: [] }).at(-1)).toMatch(
    /^ {2}note: no SLO was judged/,
  );
  expect(cellLines({ ...searchCell(), slo: [] }).join()).not.toContain('no SLO');
});
