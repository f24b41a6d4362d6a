import { describe, expect, test } from 'vitest';
import { metricsIn, samplesOf } from '../../../matrix/regression/samples.ts';
import { armOf, runOf } from '../../reporters/sample-arms.ts';
import { resultsOf } from '../../reporters/sample-results.ts';
import { searchCell } from '../../reporters/sample-search.ts';

const FIVE = [1, 2, 3, 4, 5];

describe('the samples of two arms', () => {
  test('are one value a run, of the metrics that are judged by default and both could have', () => {
    const base = FIVE.map((value) => runOf({ 'delivery.p99': value, 'delivery.max': 9, lost: 0 }));
    const { pairs, leftOut } = samplesOf({ base, head: armOf([6, 7]) }, null);
    expect(pairs).toMatchObject([
      { cell: 'small', metric: 'delivery.p99', unit: 'ms', base: FIVE, head: [6, 7] },
      { metric: 'lost', base: [0, 0, 0, 0, 0], head: [] },
    ]);
    expect(leftOut).toEqual([]);
    expect(metricsIn({ base, head: [] })).toEqual(new Set(['delivery.p99', 'delivery.max', 'lost']));
  });

  test('are those of the metrics asked for', () => {
    const base = [runOf({ 'delivery.p99': 1, 'delivery.max': 9 })];
    const { pairs } = samplesOf({ base, head: base }, ['delivery.max', 'http.p99']);
    expect(pairs).toMatchObject([{ metric: 'delivery.max', base: [9], head: [9] }]);
  });

  test('take the repeats of a cell for runs of it', () => {
    const repeated = FIVE.map((repeat) =>
      runOf({ 'delivery.p99': repeat }, { cell: { parameters: { clients: 5, repeat } } }),
    );
    const { pairs } = samplesOf({ base: repeated, head: repeated }, null);
    expect(pairs).toMatchObject([{ cell: 'small, 5 clients', base: FIVE, head: FIVE }]);
  });

  test('leave invalid runs out and count them', () => {
    const invalid = runOf({}, { cell: { verdict: 'invalid', planHash: 'none', runs: [] } });
    const { pairs } = samplesOf({ base: [...armOf([1, 2]), invalid], head: armOf([3]) }, null);
    expect(pairs).toMatchObject([{ base: [1, 2], head: [3], invalid: { base: 1, head: 0 } }]);
  });

  test('of a search are its answers, not what its trials went through', () => {
    const answer = { capacity: { value: 1414, unit: '', n: 2 }, lost: { value: 3, unit: '', n: 9 } };
    const arm = [resultsOf([{ ...searchCell(), metrics: answer }])];
    expect(samplesOf({ base: arm, head: arm }, null).pairs.map(({ metric }) => metric)).toEqual(['capacity']);
  });

  test('name the suite where titles alone are not clear', () => {
    const both = [
      ...armOf([1], { cell: { suite: 'a.slo.ts' } }),
      ...armOf([2], { cell: { suite: 'b.slo.ts' } }),
    ];
    const { pairs } = samplesOf({ base: both, head: both }, null);
    expect(pairs.map(({ cell }) => cell)).toEqual(['a.slo.ts: small', 'b.slo.ts: small']);
  });
});

describe('a cell is left out with a line when', () => {
  const other = { cell: { title: 'other' } };
  test.each([
    ['one arm alone has it', armOf([1], other), 'small: the head does not have it'],
    [
      'its load was another',
      armOf([1], { cell: { planHash: 'abc' } }),
      /small: not the same load .*plan plan-5-1, abc/,
    ],
  ])('%s', (_, head, line) => {
    const { pairs, leftOut } = samplesOf({ base: armOf([1]), head }, null);
    expect(pairs).toEqual([]);
    expect(leftOut[0]).toMatch(line);
  });

  test('cells of the same name are common, whatever their load', () => {
    expect(samplesOf({ base: armOf([1]), head: armOf([1], other) }, null).common).toBe(0);
    expect(
      samplesOf({ base: armOf([1]), head: armOf([1], { cell: { planHash: 'abc' } }) }, null).common,
    ).toBe(1);
  });
});
