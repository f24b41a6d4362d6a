import { describe, expect, test } from 'vitest';
import type { BaselineFigure } from '../../saved/baseline.ts';

import { judge } from '../../slo/judge/judge.ts';
import { slo } from '../../slo/promise.ts';
import { anInvalidRun, aRun, devices, recorder } from './a-run.ts';
import { aHttpRun } from './http/a-run.ts';

const run = aRun({
  groups: { devices: devices(), recorder: recorder({ counts: { lost: 2 } }) },
  windows: { after: { fromMs: 20_000, toMs: 30_000 } },
});

/** Judged against a baseline that holds these values; what it was asked for comes back, too. */
function against(values: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  const baseline = (metric: string): BaselineFigure => {
    asked.push(metric);
    const value = values[metric];
    return value === undefined
      ? { status: 'unusable', reason: 'there is none; save one' }
      : { status: 'found', value };
  };
  return { baseline, asked };
}

describe('a bound relative to a baseline', () => {
  test('is resolved into the unit of its metric, and the row says what it stands for', () => {
    const promise = slo({
      'devices/publish.ack.p99': '<= baseline + 10%',
      'publish.rate': '>= baseline - 5%',
      lost: '<= baseline',
    });
    const { baseline, asked } = against({ 'devices/publish.ack.p99': 20, 'publish.rate': 400, lost: 1 });
    const { verdict, rows } = judge(run, promise, { baseline });
    expect(asked).toEqual(['devices/publish.ack.p99', 'publish.rate', 'lost']);
    expect(rows.map(({ required, verdict }) => [required, verdict])).toEqual([
      ['<= baseline + 10% (22 ms)', 'pass'],
      ['>= baseline - 5% (380/s)', 'pass'],
      ['<= baseline (1)', 'fail'],
    ]);
    expect(rows[0]).toMatchObject({ marginPercent: expect.closeTo(9.09, 0), n: 12_000 });
    expect(rows[2]?.message).toBe('lost 2, required <= baseline (1) (n = 12,000)');
    expect(verdict).toBe('fail');
  });

  test.each([
    ['delivery.p99', '<= baseline + 10%', 27, 'fail'],
    ['delivery.p99', '<= baseline + 10%', 28, 'pass'],
    ['delivery.p99', '< baseline - 10%', 30, 'fail'],
    ['publish.rate', '>= baseline - 5%', 430, 'invalid'],
    ['delivery.rate', '> baseline', 399, 'pass'],
    ['lost', '= baseline', 2, 'pass'],
    ['lost', '= baseline', 3, 'fail'],
    ['lost', '<= baseline + 10%', 0, 'fail'],
  ])('%s %s with a baseline of %d: %s', (metric, bound, value, verdict) => {
    const { baseline } = against({ [metric]: value });
    expect(judge(run, slo({ [metric]: bound } as never), { baseline }).rows[0]?.verdict).toBe(verdict);
  });

  test('is asked for by group and window, and holds for pages, too', () => {
    const { baseline, asked } = against({ 'devices/publish.ack.p50@after': 20, 'home/http.p50': 10 });
    const after = judge(run, slo({ 'devices/publish.ack.p50': '<= baseline' }), {
      baseline,
      window: 'after',
    });
    expect(after.figures).toMatchObject({ 'devices/publish.ack.p50@after': { unit: 'ms', n: 12_000 } });
    const site = aHttpRun({ tasks: { home: { http: [[20, 1000]] } } });
    const pages = judge(site, slo({ 'home/http.p50': '<= baseline + 50%' }), { baseline });
    expect(pages.rows[0]).toMatchObject({ verdict: 'fail', required: '<= baseline + 50% (15 ms)' });
    expect(asked).toEqual(['devices/publish.ack.p50@after', 'home/http.p50']);
  });

  test('is invalid where there is none, with what was measured and the next step; never a pass', () => {
    const promise = slo({ 'delivery.p99': '<= baseline + 10%' });
    for (const options of [{}, against({})]) {
      const { verdict, rows } = judge(run, promise, options);
      expect(verdict).toBe('invalid');
      expect(rows[0]).toMatchObject({ ok: false, actual: '30.0 ms', required: '<= baseline + 10%' });
    }
    expect(judge(run, promise).reasons[0]).toMatch(/: there is no baseline to compare with$/);
    expect(judge(run, promise, against({})).reasons).toEqual([
      'delivery.p99 30.0 ms, required <= baseline + 10% (n = 12,000): there is none; save one',
    ]);
  });

  test('fails without one where answers that never came break every bound, and no bound that is a lower one', () => {
    const hung = aRun({ groups: { devices: devices({ counts: { acknowledged: 6000 } }) } });
    const judged = (bound: '< baseline' | '<= baseline' | '>= baseline' | '> baseline') =>
      judge(hung, slo({ 'publish.ack.p50': bound })).verdict;
    expect([judged('< baseline'), judged('<= baseline')]).toEqual(['fail', 'fail']);
    expect([judged('> baseline'), judged('>= baseline')]).toEqual(['invalid', 'invalid']);
  });

  test('that can never break, or never hold, against a baseline of 0 is invalid', () => {
    const { baseline } = against({ 'publish.rate': 0, lost: 0 });
    const { rows } = judge(run, slo({ 'publish.rate': '>= baseline - 5%', lost: '< baseline' }), {
      baseline,
    });
    expect(rows.map(({ verdict }) => verdict)).toEqual(['invalid', 'invalid']);
    expect(rows[0]?.message).toMatch(/the baseline is 0, so that it always does hold/);
    expect(rows[1]?.message).toMatch(/the baseline is 0, so that it can never hold/);
  });

  test('passes where this run becomes the baseline, and says so', () => {
    const becomes = (before: number | null) => () => ({ status: 'saved', before }) as const;
    const promise = slo({ 'delivery.p99': '<= baseline + 10%', 'publish.rate': '>= baseline' });
    const first = judge(run, promise, { baseline: becomes(null) });
    expect(first.verdict).toBe('pass');
    expect(first.rows[0]).toMatchObject({
      required: '<= baseline + 10% (no baseline yet: saved from this run)',
      marginPercent: null,
    });
    const next = judge(run, promise, { baseline: becomes(3) });
    expect(next.rows[1]?.required).toBe('>= baseline (saved from this run; before it was 3/s)');
  });

  test('does not let what the generator did, or a target that died, become the baseline', () => {
    const baseline = () => ({ status: 'saved', before: null }) as const;
    const promise = slo({ 'publish.ack.p99': '<= baseline' });
    const few = aRun({ groups: { devices: devices({ latencies: { 'publish.ack': [[20, 50]] } }) } });
    const light = aRun({ groups: { devices: devices({ counts: { unsentByGenerator: 3000, sent: 9000 } }) } });
    const dead = aRun({ groups: { devices: devices() }, targetDown: 'connection refused' });
    expect(judge(few, promise, { baseline }).verdict).toBe('invalid');
    expect(judge(light, promise, { baseline }).verdict).toBe('invalid');
    expect(judge(dead, promise, { baseline }).verdict).toBe('fail');
    expect(judge(anInvalidRun('agent died'), promise, { baseline }).verdict).toBe('invalid');
  });
});
