import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compared, drawn, patternFor } from '../../grading/second-measurement.ts';
import type { Cell } from '../../saved/cell.ts';

import { readShellWords, shellWords } from '../../text/shell-words.ts';
import { between, failing, passing, savedOf, search } from './a-submission.ts';

const saved = savedOf([passing, failing]);
const found = { cell: passing, saved };
const { fingerprint } = saved.results;
const againOf = (cell: Cell, first: Cell = passing) =>
  compared({ cell: first, saved }, { cell, fingerprint });
const withFigure = (metric: string, factor: number): Cell => {
  const figure = passing.metrics[metric]!;
  return {
    ...passing,
    metrics: { ...passing.metrics, [metric]: { ...figure, value: figure.value * factor } },
  };
};

test('the draw is the same of the same results, and another of others', () => {
  const cells = Array.from({ length: 20 }, (_, n) => ({ cell: { ...passing, parameters: { n } }, saved }));
  const of = (sha256: string) =>
    drawn(
      cells.map(({ cell }) => ({ cell, saved: { ...saved, sha256 } })),
      3,
    ).map(({ cell }) => cell.parameters.n);
  expect(of('a')).toHaveLength(3);
  expect(of('a')).toEqual(of('a'));
  expect(of('a')).not.toEqual(of('b'));
  expect(drawn([found], 5)).toEqual([found]);
});

test('words are read back as they were quoted', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), (words) => {
      expect(readShellWords(shellWords(words))).toEqual(words);
    }),
  );
});

test('the pattern matches the one test, with either separator', () => {
  const pattern = new RegExp(patternFor({ ...passing, title: 'a (b) > c', parameters: { n: 5, qos: 1 } }));
  expect('a (b) c n=5 qos=1').toMatch(pattern);
  expect('outer > a (b) > c > n=5 qos=1').toMatch(pattern);
  expect('a (b) c n=50 qos=1').not.toMatch(pattern);
  expect('a (b) c n=5 qos=1 more').not.toMatch(pattern);
  expect('a b c n=5 qos=1').not.toMatch(pattern);
});

test.each([
  ['the same again', passing, 'agrees'],
  ['another verdict', { ...passing, verdict: 'fail' as const }, 'disagrees'],
  ['a response time 1.9 times as long', withFigure('publish.ack.p99', 1.9), 'agrees'],
  ['a response time 2.1 times as long', withFigure('publish.ack.p99', 2.1), 'disagrees'],
])('%s %o', (_, second, outcome) => {
  expect(againOf(second).outcome).toBe(outcome);
});

test.each([
  ['lost', '', 0, 1, 'agrees'],
  ['lost', '', 0, 9, 'agrees'],
  ['lost', '', 0, 10, 'disagrees'],
  ['devices/lost', '', 2, 0, 'agrees'],
  ['load-2:lost', '', 2, 0, 'agrees'],
  ['http.failed.share', '%', 0, 0.01, 'agrees'],
  ['http.failed.share', '%', 0, 1, 'disagrees'],
  ['sent', '', 10_000, 12_400, 'agrees'],
  ['publish.rate', '/s', 0, 1, 'disagrees'],
  ['apdex', '', 0.5, 0.9, 'disagrees'],
])('%s %s: %d, again %d, both within the bound: %s', (metric, unit, first, second, outcome) => {
  const of = (value: number): Cell => ({
    ...passing,
    slo: [{ ...passing.slo[0]!, metric }],
    metrics: { [metric]: { value, unit, n: 10_000 } },
  });
  expect(againOf(of(second), of(first)).outcome).toBe(outcome);
});

test.each([
  [between(1250, 1300), 'agrees'],
  [between(600, 700), 'agrees'],
  [between(400, 500), 'disagrees'],
  [{ bounds: 'below', upper: 500 }, 'disagrees'],
])('a capacity of 1,000 to 1,050, found within 50 %%, again %j: %s', (answer, outcome) => {
  const again = againOf(search('hunt', answer), search('hunt', between(1000, 1050)));
  expect(again.outcome).toBe(outcome);
  if (outcome === 'disagrees') expect(again.text).toContain('capacity 1,000 to 1,050 devices, again ');
});

test('in another environment the verdict alone is held against the first', () => {
  const elsewhere = { ...fingerprint, environment: { ...fingerprint.environment, cores: 64 } };
  const there = (cell: Cell) => compared(found, { cell, fingerprint: elsewhere });
  expect(there(withFigure('publish.ack.p99', 50))).toMatchObject({
    outcome: 'agrees',
    text: expect.stringContaining('in another environment'),
  });
  expect(there({ ...passing, verdict: 'fail' }).outcome).toBe('disagrees');
  const quota = { ...withFigure('publish.ack.p99', 50), target: { ...passing.target!, quota: '2 CPU' } };
  expect(againOf(quota)).toMatchObject({ outcome: 'agrees' });
  // Of a file with other cells, too.
  const mixed = { ...fingerprint, environment: { ...fingerprint.environment, targetKind: 'native, url' } };
  const second = { cell: withFigure('publish.ack.p99', 50), fingerprint: mixed };
  expect(compared(found, second).outcome).toBe('disagrees');
});

test.each([
  [{ ...passing, verdict: 'invalid' as const, reasons: ['schedule lag 80 ms'] }, 'schedule lag 80 ms'],
  [search('hunt', { bounds: 'unknown' }), 'the second search found no answer'],
])('a second run that was not judged speaks against nobody', (second, why) => {
  expect(againOf(second)).toMatchObject({ outcome: 'not measured', text: expect.stringContaining(why) });
});
