import { describe, expect, test } from 'vitest';
import { judge } from '../../../slo/judge/judge.ts';
import { slo } from '../../../slo/promise.ts';
import { anInvalidRun, aRun, devices, recorder } from '../a-run.ts';

const run = aRun({
  groups: {
    devices: devices({
      latencies: {
        'publish.ack': [
          [20, 11_800],
          [163.05, 200],
        ],
        'publish.ack.service': [
          [20, 11_800],
          [163.05, 200],
        ],
      },
    }),
    recorder: recorder({ counts: { lost: 2 } }),
  },
});

describe('the judge', () => {
  test('fails whatever was promised when the target did not survive the load', () => {
    const dead = aRun({
      groups: { devices: devices(), recorder: recorder() },
      targetDown: 'connection refused',
    });
    const { verdict, reasons } = judge(dead, slo({ duplicated: '= 0' }));
    expect(verdict).toBe('fail');
    expect(reasons).toEqual([
      expect.stringContaining('the target was down after the run: connection refused'),
    ]);
  });

  test('gives a row to every objective, with required, actual, margin and n', () => {
    const { rows } = judge(
      run,
      slo({ 'devices/publish.ack.p99': '< 100ms', 'publish.rate': '>= 99% of offered' }),
    );
    expect(rows).toEqual([
      {
        metric: 'devices/publish.ack.p99',
        window: 'measure',
        bound: '< 100ms',
        required: '< 100ms',
        operator: '<',
        limit: 100,
        actual: '163 ms',
        value: expect.closeTo(163, 0),
        unit: 'ms',
        ok: false,
        verdict: 'fail',
        marginPercent: expect.closeTo(-63.1, 0),
        n: 12_000,
        soft: false,
        why: '',
        message: 'devices/publish.ack.p99 163 ms, required < 100 ms (n = 12,000)',
      },
      {
        metric: 'publish.rate',
        window: 'measure',
        bound: '>= 99% of offered',
        required: '>= 99% of offered (396/s)',
        operator: '>=',
        limit: 396,
        actual: '400/s',
        value: 400,
        unit: '/s',
        ok: true,
        verdict: 'pass',
        marginPercent: expect.closeTo(1.01, 2),
        n: 12_000,
        soft: false,
        why: '',
        message: 'publish.rate 400/s, required >= 99% of offered (396/s) (n = 12,000)',
      },
    ]);
  });

  test('fails on any breach, and names every one', () => {
    const judgement = judge(
      run,
      slo({ 'publish.ack.p99': '< 100ms', lost: '= 0', 'target.cpu': '< 80%', sent: '> 0' }),
    );
    expect(judgement.verdict).toBe('fail');
    expect(judgement.reasons).toEqual([
      'publish.ack.p99 163 ms, required < 100 ms (n = 12,000)',
      'lost 2, required = 0 (n = 12,000)',
      'target.cpu none: the target was not observed, required < 80% (n = 0)',
    ]);
  });

  test('is invalid when nothing failed and something could not be judged', () => {
    expect(judge(run, slo({ sent: '> 0', 'target.cpu': '< 80%' })).verdict).toBe('invalid');
  });

  test('passes when every hard row does, whatever the soft ones say', () => {
    const judgement = judge(run, slo({ sent: '> 0', warn: { lost: '= 0', 'target.cpu': '< 80%' } }));
    expect(judgement).toMatchObject({ verdict: 'pass', reasons: [] });
    expect(judgement.rows.map(({ metric, soft, verdict }) => [metric, soft, verdict])).toEqual([
      ['sent', false, 'pass'],
      ['lost', true, 'fail'],
      ['target.cpu', true, 'invalid'],
    ]);
  });

  test('judges a window by its own figures and names it', () => {
    const shaken = aRun({
      groups: { devices: devices() },
      windows: {
        after: {
          fromMs: 20_000,
          toMs: 30_000,
          groups: {
            devices: devices({
              latencies: { 'publish.ack.service': [[400, 4000]], 'publish.ack': [[400, 4000]] },
            }),
          },
        },
      },
    });
    const promise = slo({ 'publish.ack.p50': '< 100ms' });
    expect(judge(shaken, promise).verdict).toBe('pass');
    const after = judge(shaken, promise, { window: 'after' });
    expect(after.rows[0]).toMatchObject({ verdict: 'fail', window: 'after' });
    expect(after.reasons[0]).toMatch(/^publish.ack.p50 \(after\) 400 ms, required < 100 ms/);
  });

  test('calls every row of an invalid run invalid, with the reason of the run', () => {
    const judgement = judge(
      anInvalidRun('agent 4711 died at 3.2 s'),
      slo({ lost: '= 0', warn: { sent: '> 0' } }),
    );
    expect(judgement).toMatchObject({ verdict: 'invalid', reasons: ['agent 4711 died at 3.2 s'] });
    expect(judgement.rows.map(({ verdict, ok, n }) => [verdict, ok, n])).toEqual([
      ['invalid', false, 0],
      ['invalid', false, 0],
    ]);
    expect(judge(anInvalidRun('x'), slo({ warn: { sent: '> 0' } })).verdict).toBe('invalid');
  });

  test('keeps the figures of all rows by name, and none of what was not measured', () => {
    const { figures } = judge(run, slo({ lost: '= 0', 'target.cpu': '< 80%' }));
    expect(figures).toEqual({ lost: { value: 2, unit: '', n: 12_000 } });
  });

  test('does not round a breach away', () => {
    const near = aRun({
      groups: { devices: devices({ counts: { sent: 11_999, acknowledged: 11_999, unsentByTarget: 1 } }) },
    });
    expect(judge(near, slo({ 'publish.rate': '>= 400/s' })).reasons).toEqual([
      'publish.rate 399.966667/s, required >= 400/s (n = 12,000)',
    ]);
  });

  test('gives no margin against a bound of 0', () => {
    expect(judge(run, slo({ lost: '= 0' })).rows[0]!.marginPercent).toBeNull();
  });
});
