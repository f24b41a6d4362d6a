import { describe, expect, test } from 'vitest';
import type { BaselineFigure } from '../../../saved/baseline.ts';
import type { SloRow } from '../../../saved/slo-row.ts';
import { type JudgeOptions, judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { anInvalidRun, anObservation, aProcess, aRun, devices, type RunShape } from '../a-run.ts';

const rowOf = (promise: PromiseInput, shape: Partial<RunShape> = {}, options: JudgeOptions = {}): SloRow =>
  judge(aRun({ groups: { devices: devices() }, ...shape }), slo(promise), options).rows[0]!;
const against = (figure: BaselineFigure) => ({ baseline: () => figure });

describe('a row says in numbers', () => {
  test('what a share of what was offered comes to', () => {
    expect(rowOf({ 'publish.rate': '>= 99% of offered' })).toMatchObject({
      operator: '>=',
      limit: 396,
      value: 400,
      unit: '/s',
      why: '',
    });
    expect(rowOf({ sent: '>= 99% of offered' })).toMatchObject({ limit: 11_880, value: 12_000, unit: '' });
  });

  test('what a baseline comes to', () => {
    const row = rowOf({ 'publish.ack.p99': '< baseline + 10%' }, {}, against({ status: 'found', value: 20 }));
    expect(row).toMatchObject({ operator: '<', limit: 22, value: expect.closeTo(20, 0), unit: 'ms' });
    expect(row.marginPercent).toBeCloseTo(9.09, 0);
  });

  test.each<[string, BaselineFigure, SloRow['verdict'], string]>([
    ['there is none', { status: 'unusable', reason: 'there is none' }, 'invalid', 'there is none'],
    ['it is this run', { status: 'saved', before: null }, 'pass', ''],
    ['it is 0', { status: 'found', value: 0 }, 'invalid', expect.stringContaining('the baseline is 0')],
  ])('no limit and no margin, but the operator as written, where %s', (_, figure, verdict, why) => {
    const nothing = { limit: null, marginPercent: null, verdict, why };
    for (const operator of ['<', '>='] as const) {
      const promise = { 'publish.rate': `${operator} baseline` } as PromiseInput;
      expect(rowOf(promise, {}, against(figure))).toMatchObject({ ...nothing, operator });
    }
  });

  test.each([
    ['publish.ack.p99', '< 0.1s', 100, 'ms'],
    ['publish.rate', '>= 6000/min', 100, '/s'],
    ['target.memory', '<= 64MB', 64e6, 'B'],
    ['target.cpu', '< 80%', 80, '%'],
    ['sent', '= 12000', 12_000, ''],
  ] as const)('%s %s in the canonical unit', (metric, bound, limit, unit) => {
    const target = aProcess({ cpuPercent: [50], residentBytes: [1e6] });
    const options = { observation: anObservation({ target }) };
    const row = rowOf({ [metric]: bound } as object as PromiseInput, {}, options);
    expect(row).toMatchObject({ limit, unit, value: expect.any(Number) });
  });
});

describe('why a row is as it is', () => {
  const refused = { attempted: 100, succeeded: 0, failed: 100, failedBy: { 'connection refused': 100 } };

  test('is said once in its message, where nothing was measured', () => {
    const groups = { devices: { publishes: true, connect: refused } };
    expect(rowOf({ 'connect.p99': '< 1s' }, { groups })).toMatchObject({
      value: null,
      limit: 1000,
      marginPercent: null,
      why: 'the target refused 100 clients',
      message:
        'connect.p99 none: no client connected, required < 1 s (n = 0): the target refused 100 clients',
    });
    expect(rowOf({ 'target.cpu': '< 80%' })).toMatchObject({
      why: 'the target was not observed',
      message: 'target.cpu none: the target was not observed, required < 80% (n = 0)',
    });
  });

  test('is the reason of the run, where there is none to judge', () => {
    const promise = slo({ lost: '= 0', 'publish.rate': '>= 99% of offered' });
    expect(judge(anInvalidRun('an agent died'), promise).rows).toMatchObject([
      {
        why: 'an agent died',
        limit: 0,
        operator: '=',
        value: null,
        message: expect.not.stringMatching(/died.*died/),
      },
      { why: 'an agent died', limit: null, operator: '>=', value: null },
    ]);
  });

  test('is empty where the figure speaks for itself', () => {
    expect(rowOf({ 'publish.ack.p50': '< 1ms' })).toMatchObject({ verdict: 'fail', why: '' });
  });
});
