import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS } from '../../../metrics/metrics.ts';
import { judge } from '../../../slo/judge/judge.ts';
import { type PromiseInput, slo } from '../../../slo/promise.ts';
import { aRun, devices, type RunShape, recorder } from '../a-run.ts';

const LOOSE = {
  time: '< 1h',
  rate: '> 0/s',
  count: '<= 1000000',
  percent: '<= 800%',
  size: '< 9GB',
  ratio: '< 9',
};
const loosest = ([...METRICS.mqtt.values()] as const).map(
  ({ name, dimension }) => ({ [name]: LOOSE[dimension] }) as object as PromiseInput,
);

const few = fc.nat({ max: 20_000 });
const latency = fc
  .tuple(fc.double({ min: 0.05, max: 900, noNaN: true }), fc.nat({ max: 12_000 }))
  .map((samples) => [samples]);
const shape: fc.Arbitrary<RunShape> = fc
  .record({
    sent: few,
    acknowledged: few,
    owed: few,
    lost: few,
    byGenerator: few,
    byTarget: few,
    ack: latency,
    service: latency,
    lag: latency,
    loopUtilization: fc.double({ min: 0, max: 1, noNaN: true }),
    stallMs: fc.nat({ max: 900 }),
    faults: fc.constantFrom([], ['broker closed 3 connections']),
    qos: fc.constantFrom(0 as const, 1 as const),
  })
  .map((drawn) => ({
    groups: {
      devices: devices({
        qos: drawn.qos,
        counts: {
          offered: drawn.sent + drawn.byGenerator + drawn.byTarget,
          sent: drawn.sent,
          acknowledged: drawn.qos === 0 ? 0 : Math.min(drawn.acknowledged, drawn.sent),
          unsentByGenerator: drawn.byGenerator,
          unsentByTarget: drawn.byTarget,
        },
        latencies: {
          'publish.ack': drawn.ack,
          'publish.ack.service': drawn.service,
          'schedule.lag': drawn.lag,
        },
      }),
      recorder: recorder({
        counts: {
          owed: drawn.owed,
          received: Math.max(0, drawn.owed - drawn.lost),
          lost: Math.min(drawn.lost, drawn.owed),
        },
      }),
    },
    agents: [
      {
        loopUtilization: drawn.loopUtilization,
        stalls: drawn.stallMs >= 100 ? [{ atMs: 1000, durationMs: drawn.stallMs }] : [],
      },
    ],
    targetFaults: drawn.faults,
  }));

const RANK = { pass: 0, invalid: 1, fail: 1 } as const;

describe('whatever was measured', () => {
  test('no row passes without data', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(...loosest), (drawn, promise) => {
        const { verdict, rows } = judge(aRun(drawn), slo(promise));
        const { n, actual, metric } = rows[0]!;
        if (n === 0 && metric !== 'foreign') expect(verdict).not.toBe('pass');
        if (actual.startsWith('none')) expect(verdict).not.toBe('pass');
      }),
      { numRuns: 200 },
    );
  });

  test('a verdict is that of its worst hard row', () => {
    fc.assert(
      fc.property(shape, fc.subarray(loosest, { minLength: 1, maxLength: 4 }), (drawn, some) => {
        const promise = slo(Object.assign({}, ...some, { warn: { lost: '= 0', 'target.cpu': '< 1%' } }));
        const { verdict, rows, reasons } = judge(aRun(drawn), promise);
        const hard = rows.filter(({ soft }) => !soft).map((row) => row.verdict);
        expect(verdict).toBe(hard.includes('fail') ? 'fail' : hard.includes('invalid') ? 'invalid' : 'pass');
        expect(reasons.length).toBe(hard.filter((row) => row !== 'pass').length);
      }),
      { numRuns: 100 },
    );
  });

  test('more samples below the bound never turn a pass into anything else', () => {
    const p95 = slo({ 'publish.ack.p95': '< 100ms' });
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), fc.nat({ max: 200 }), fc.nat({ max: 3000 }), (quick, slow, more) => {
        const verdict = (below: number) => {
          const n = below + slow;
          const samples = [
            [20, below],
            [300, slow],
          ] as const;
          const counts = { offered: n, sent: n, acknowledged: n };
          const latencies = { 'publish.ack': samples, 'publish.ack.service': samples };
          return judge(aRun({ groups: { devices: devices({ counts, latencies }) } }), p95).verdict;
        };
        expect(RANK[verdict(quick + more)]).toBeLessThanOrEqual(RANK[verdict(quick)]);
      }),
      { numRuns: 100 },
    );
  });

  test('a looser bound never turns a pass into anything else', () => {
    fc.assert(
      fc.property(
        shape,
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 1000 }),
        (drawn, limit, more) => {
          const verdict = (ms: number) => judge(aRun(drawn), slo({ 'publish.ack.p90': `< ${ms}ms` })).verdict;
          expect(RANK[verdict(limit + more)]).toBeLessThanOrEqual(RANK[verdict(limit)]);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a target that answers nothing any more fails, whatever the generator did', () => {
    fc.assert(
      fc.property(shape, (drawn) => {
        const { devices: group } = drawn.groups;
        const { offered, sent, unsentByTarget } = group!.counts as Record<string, number>;
        fc.pre(group!.qos === 1 && sent! + unsentByTarget! > 0);
        const silent = { ...group!, counts: { ...group!.counts, acknowledged: 0 }, latencies: {} };
        const frozen = aRun({ ...drawn, groups: { devices: silent } });
        expect(offered).toBeGreaterThan(0);
        for (const statistic of ['min', 'mean', 'p50', 'p99.9'] as const) {
          expect(
            judge(frozen, slo({ [`publish.ack.${statistic}`]: '< 1h' } as object as PromiseInput)).verdict,
          ).toBe('fail');
        }
      }),
      { numRuns: 100 },
    );
  });
});
