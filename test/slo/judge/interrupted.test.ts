import { describe, expect, test } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { aRun, devices, recorder } from '../a-run.ts';

const interrupted = { afterMs: 30_000, ofMs: 1_800_000 };
const run = {
  ...aRun({ groups: { devices: devices(), recorder: recorder({ counts: { lost: 2 } }) } }),
  interrupted,
};
const judged = (promise: PromiseInput, window?: string) =>
  judge(run, slo(promise), window === undefined ? {} : { window });

describe('a load that was interrupted', () => {
  test('is no pass, though all rows are met and have their values', () => {
    const { verdict, reasons, rows, disturbed } = judged({
      'publish.rate': '>= 99% of offered',
      duplicated: '= 0',
    });
    expect(rows.map(({ verdict, value }) => [verdict, value])).toEqual([
      ['pass', 400],
      ['pass', 0],
    ]);
    expect(verdict).toBe('invalid');
    expect(reasons).toEqual(['interrupted after 30 s of 30 min']);
    expect(disturbed).toBeUndefined();
  });

  test('fails by what the target did until then', () => {
    expect(judged({ lost: '= 0' })).toMatchObject({ verdict: 'fail', rows: [{ value: 2, verdict: 'fail' }] });
  });

  test('does not fail by a count that was not reached yet, but by one that was passed', () => {
    expect(judged({ sent: '>= 700000' }).rows[0]).toMatchObject({
      verdict: 'invalid',
      value: 12_000,
      why: 'interrupted after 30 s of 30 min',
    });
    expect(judged({ sent: '= 13000' }).rows[0]?.verdict).toBe('invalid');
    expect(judged({ lost: '= 3' }).rows[0]?.verdict).toBe('invalid');
    expect(judged({ lost: '= 1' }).rows[0]?.verdict).toBe('fail');
    expect(judged({ sent: '<= 11000' }).rows[0]?.verdict).toBe('fail');
  });

  test('says of a later window that it was interrupted before', () => {
    const windows = [...run.plan.windows, { name: 'late', fromMs: 30_000, toMs: 30_000 }];
    const late = { ...run, plan: { ...run.plan, windows } };
    const { rows } = judge(late, slo({ lost: '= 0' }), { window: 'late' });
    expect(rows[0]).toMatchObject({
      verdict: 'invalid',
      actual: 'none: interrupted after 30 s of 30 min, before this window',
    });
  });
});
