import { expect, test } from 'vitest';
import { pastOf } from '../../../matrix/compare/past-values.ts';
import { historyLine } from '../../../reporters/history/line.ts';
import { readHistory } from '../../../saved/history.ts';
import type { Results } from '../../../saved/results.ts';
import { armOf, runOf } from '../../reporters/sample-arms.ts';

const textOf = (runs: readonly Results[]): string =>
  runs.map((run) => `${JSON.stringify(historyLine(run))}\n`).join('');

const [run] = armOf([1], { startedAt: '2026-03-02T12:00:00.000Z' });
const cell = run!.cells[0]!;

test('values of one subject make one list, by the time they were measured, whatever was in between', () => {
  const of = (commit: string, value: number) =>
    runOf({ 'delivery.p99': value }, { subject: { commit }, startedAt: `2026-02-0${value}T12:00:00.000Z` });
  const history = [of('a', 3), of('b', 8), of('a', 1), of('b', 7), of('a', 2)];
  expect(pastOf(readHistory(textOf(history)), [run!])(cell, 'delivery.p99')).toEqual([
    [1, 2, 3],
    [7, 8],
  ]);
});

test('another image, or another configuration, is another subject', () => {
  const of = (subject: Partial<Results['fingerprint']['subject']>, value: number) =>
    runOf({ 'delivery.p99': value }, { subject, startedAt: `2026-02-0${value}T12:00:00.000Z` });
  const history = [
    of({ image: 'a' }, 1),
    of({ image: 'b' }, 2),
    of({ image: 'a' }, 3),
    of({ configuration: 'c' }, 4),
  ];
  expect(pastOf(readHistory(textOf(history)), [run!])(cell, 'delivery.p99')).toEqual([[1, 3], [2], [4]]);
});

test('what was measured elsewhere, uncommitted, of who knows what, invalid, or under another load is no past', () => {
  const history = [
    ...armOf([1], { environment: { cores: 64 } }),
    ...armOf([2], { subject: { dirty: true } }),
    ...armOf([2], { subject: { commit: null, version: null } }),
    ...armOf([3], { cell: { verdict: 'invalid' } }),
    ...armOf([4], { cell: { planHash: 'abc' } }),
    ...armOf([5]),
  ];
  expect(pastOf(readHistory(textOf(history)), [run!])(cell, 'delivery.p99')).toEqual([[5]]);
});

test('the runs that are compared are not their own past', () => {
  expect(pastOf(readHistory(textOf([run!, ...armOf([2])])), [run!])(cell, 'delivery.p99')).toEqual([[2]]);
});

test('lines of another release are passed over', () => {
  expect(readHistory(`not json\n{"other":1}\n\n${textOf([run!])}`)).toHaveLength(1);
});
