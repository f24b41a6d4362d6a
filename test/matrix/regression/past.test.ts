import { expect, test } from 'vitest';
import { pastOf, readHistory } from '../../../matrix/regression/past.ts';
import { historyLine } from '../../../reporters/history.ts';
import type { Results } from '../../../reporters/results.ts';
import { armOf, runOf } from '../../reporters/sample-arms.ts';

const textOf = (runs: readonly Results[]): string =>
  runs.map((run) => `${JSON.stringify(historyLine(run))}\n`).join('');

const [run] = armOf([1]);
const cell = run!.cells[0]!;

test('values of one subject make one list, in order, whatever was measured in between', () => {
  const of = (commit: string, value: number) => runOf({ 'delivery.p99': value }, { subject: { commit } });
  const history = [of('a', 1), of('b', 7), of('a', 2), of('b', 8), of('a', 3)];
  expect(pastOf(readHistory(textOf(history)), [run!])(cell, 'delivery.p99')).toEqual([
    [1, 2, 3],
    [7, 8],
  ]);
});

test('what was measured elsewhere, uncommitted, invalid, or under another load is no past', () => {
  const history = [
    ...armOf([1], { environment: { cores: 64 } }),
    ...armOf([2], { subject: { dirty: true } }),
    ...armOf([3], { cell: { verdict: 'invalid' } }),
    ...armOf([4], { cell: { planHash: 'abc' } }),
    ...armOf([5]),
  ];
  expect(pastOf(readHistory(textOf(history)), [run!])(cell, 'delivery.p99')).toEqual([[5]]);
});

test('lines of another release are passed over', () => {
  expect(readHistory(`not json\n{"other":1}\n\n${textOf([run!])}`)).toHaveLength(1);
});
