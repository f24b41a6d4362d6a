import { describe, expect, test } from 'vitest';
import { compareSamples } from '../../../matrix/compare/metric-verdicts.ts';
import { metricsIn, samplesOf } from '../../../matrix/compare/paired-samples.ts';
import { readName } from '../../../metrics/names.ts';
import type { Cell } from '../../../saved/cell.ts';
import type { SloRow } from '../../../saved/slo-row.ts';
import { armOf, ofAnotherPlan, ofDeadTarget, ofTwoLoads, runOf } from '../../reporters/sample-arms.ts';
import { resultsOf } from '../../reporters/sample-results.ts';
import { bracketed, searchCell } from '../../reporters/sample-search.ts';

/** Of an SLO that was met. */
const sloRow = (row: Pick<SloRow, 'metric'> & Partial<SloRow>): SloRow => ({
  ...{
    window: 'measure',
    bound: '< 9',
    required: '< 9',
    operator: '<',
    limit: 9,
    actual: '1',
    value: 1,
    unit: 'ms',
  },
  ...{ ok: true, verdict: 'pass', marginPercent: 89, n: 5000, soft: false, why: '', message: '' },
  ...row,
});

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

  test('are also those of the metrics that the SLOs of the test name, each once, where one can be better', () => {
    const names = [
      'delivery.p50',
      'delivery.p99',
      'delivery.p95@storm',
      'devices/lost',
      'schedule.lag.p99',
      'sent',
    ];
    const slo = names.map((name) => {
      const { group, metric, window } = readName(name);
      return sloRow({
        metric: group === null ? metric : `${group}/${metric}`,
        window,
        soft: name === 'sent',
      });
    });
    const values = {
      'delivery.p90': 4,
      'lost@storm': 0,
      ...Object.fromEntries(names.map((name) => [name, 1])),
    };
    const arm = [runOf(values, { cell: { slo } })];
    expect(samplesOf({ base: arm, head: arm }, null).pairs.map(({ metric }) => metric)).toEqual([
      ...['delivery.p50', 'delivery.p99', 'delivery.p95@storm', 'devices/lost', 'sent'],
    ]);
  });

  test('are those of the SLOs also where only one arm was held to them, and where nothing else is judged', () => {
    const slo = [sloRow({ metric: 'subscribe.ack.p99' })];
    const [base, head] = [
      runOf({ 'subscribe.ack.p99': 1 }, { cell: { slo } }),
      runOf({ 'subscribe.ack.p99': 2 }, { cell: { slo: [] } }),
    ];
    expect(samplesOf({ base: [base], head: [head] }, null).pairs).toMatchObject([
      { metric: 'subscribe.ack.p99', base: [1], head: [2] },
    ]);
  });

  test('take the repeats of a cell for runs of it', () => {
    const repeated = FIVE.map((repeat) =>
      runOf({ 'delivery.p99': repeat }, { cell: { parameters: { clients: 5, repeat } } }),
    );
    const { pairs } = samplesOf({ base: repeated, head: repeated }, null);
    expect(pairs).toMatchObject([{ cell: 'small, 5 clients', base: FIVE, head: FIVE }]);
  });

  test('take a cell for the same in whatever order its parameters are written', () => {
    const one = runOf({ 'delivery.p99': 1 }, { cell: { parameters: { clients: 5, qos: 1 } } });
    const other = runOf({ 'delivery.p99': 2 }, { cell: { parameters: { qos: 1, clients: 5 } } });
    expect(samplesOf({ base: [one], head: [other] }, null).pairs).toMatchObject([{ base: [1], head: [2] }]);
  });

  test('leave invalid runs out and count them', () => {
    const invalid = runOf({}, { cell: { verdict: 'invalid', reasons: ['no broker'], runs: [] } });
    const { pairs } = samplesOf({ base: [...armOf([1, 2]), invalid], head: armOf([3]) }, null);
    expect(pairs).toMatchObject([{ base: [1, 2], head: [3], invalid: { base: ['no broker'], head: [] } }]);
  });

  test('leave out runs that the target did not survive, and say so', () => {
    const dead = armOf([1, 2], { cell: ofDeadTarget() });
    const why = 'the target was down after the run: connection refused';
    expect(samplesOf({ base: armOf([1, 2]), head: dead }, null).pairs).toMatchObject([
      { base: [1, 2], head: [], invalid: { head: [why, why] }, died: { base: null, head: why } },
    ]);
  });

  test('leave out percentiles of too few messages: how many are needed is said', () => {
    const few = { metrics: { 'delivery.p99': { value: 1, unit: 'ms', n: 60 } } };
    const arm = [runOf({}, { cell: few })];
    expect(samplesOf({ base: arm, head: arm }, ['delivery.p99']).pairs).toMatchObject([
      { base: [], invalid: { head: [expect.stringMatching(/needs 1,000 samples, there are 60: .*--for/)] } },
    ]);
  });

  test('of a test that ended at the first of its loads are those of that load', () => {
    const arms = {
      base: armOf([1, 2], { cell: ofTwoLoads(2) }),
      head: armOf([3, 4], { cell: { ...ofTwoLoads(1), verdict: 'fail' } }),
    };
    const { pairs, leftOut } = samplesOf(arms, null);
    expect(pairs).toMatchObject([{ metric: 'delivery.p99', base: [1, 2], head: [3, 4] }]);
    expect(leftOut).toEqual([
      'small: its loads after the first of 2: name their metrics, like --metric load-2:delivery.p99',
    ]);
  });

  test('of the load named are held against the same load', () => {
    const shape = { cell: ofTwoLoads(2) };
    const base = armOf([1, 2], shape, 'load-2:delivery.p99');
    const head = armOf(
      [3],
      { cell: { runs: [...base[0]!.cells[0]!.runs].reverse() } },
      'load-2:delivery.p99',
    );
    const named = (arm: typeof base) => samplesOf({ base, head: arm }, ['load-2:delivery.p99']);
    expect(named(armOf([3], shape, 'load-2:delivery.p99')).pairs).toHaveLength(1);
    expect(named(head)).toMatchObject({
      pairs: [],
      leftOut: [expect.stringMatching(/^small: load 2: not the same load/)],
    });
  });

  test('of a load that only connects are how long that took and how often it failed, beside the memory it cost', () => {
    const metrics = { 'connect.p50': 1, 'connect.p99': 2, 'connect.failed': 0, 'target.memory': 9 };
    const judged = (one: Readonly<Record<string, number>>): string[] =>
      samplesOf({ base: [runOf(one)], head: [runOf(one)] }, null).pairs.map(({ metric }) => metric);
    expect(judged(metrics)).toEqual(Object.keys(metrics));
    expect(judged({ ...metrics, 'publish.rate': 5 })).toEqual(['publish.rate', 'target.memory']);
  });

  test('of a search are its answers, not what its trials went through', () => {
    const answer = { capacity: { value: 1414, unit: '', n: 2 }, lost: { value: 3, unit: '', n: 9 } };
    const arm = [resultsOf([{ ...searchCell(), metrics: answer }])];
    expect(samplesOf({ base: arm, head: arm }, null).pairs.map(({ metric }) => metric)).toEqual(['capacity']);
  });

  describe('of a search', () => {
    const unit = { unit: '', n: 10 };
    const found = (lower: number) => ({
      ...searchCell({ ...bracketed, lower }),
      metrics: { capacity: { value: lower, ...unit } },
    });
    const limited: Cell = {
      ...searchCell({ bounds: 'at least', lower: 500, deliveredPerSecond: 80 }, undefined, 'generator limit'),
      metrics: found(500).metrics,
    };
    const collapsed: Cell = {
      ...searchCell({ bounds: 'below', upper: 500 }, undefined, 'from fails'),
      verdict: 'fail',
      metrics: {},
    };
    const base = [1414, 1400, 1420, 1410, 1414, 1405].map((lower) => resultsOf([found(lower)]));
    const head = (cell: Cell) => base.map(() => resultsOf([cell]));
    const judged = (cell: Cell) => {
      const { pairs } = samplesOf({ base, head: head(cell) }, null);
      return { pairs, verdict: compareSamples(pairs)[0]!.verdict };
    };

    test('that ended at the generator its lower bound is no answer', () => {
      const { pairs, verdict } = judged(limited);
      expect(pairs).toMatchObject([
        {
          head: [],
          invalid: {
            head: expect.arrayContaining([expect.stringMatching(/the generator reached its limit/)]),
          },
        },
      ]);
      expect(verdict).toBe('inconclusive');
    });

    test('whose lowest load fails already the answer is nothing: less than whatever held', () => {
      const { pairs, verdict } = judged(collapsed);
      expect(pairs).toMatchObject([{ metric: 'capacity', head: [0, 0, 0, 0, 0, 0] }]);
      expect(verdict).toBe('regressed');
    });

    test('of which no arm has an answer nothing is known', () => {
      const { pairs, leftOut } = samplesOf({ base: head(collapsed), head: head(collapsed) }, null);
      expect([pairs, leftOut]).toEqual([[], [expect.stringMatching(/nothing of what is judged/)]]);
    });
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
      armOf([1], { cell: ofAnotherPlan() }),
      /^small: not the same load .*plan \w{12}, \w{12}\)/,
    ],
    [
      'none of its runs is valid',
      armOf([1], { cell: { verdict: 'invalid', reasons: ['no broker'] } }),
      'small: no run of it is valid: no broker',
    ],
    [
      'it has nothing that is judged by default',
      [runOf({ 'delivery.max': 1, 'target.memory': 9 })],
      /^small: it has nothing .*--metric/,
    ],
  ])('%s', (_, head, line) => {
    const base = /not have|not the same/.test(String(line)) ? armOf([1]) : head;
    const { pairs, leftOut, asked } = samplesOf({ base, head }, null);
    expect(pairs).toEqual([]);
    expect(leftOut[0]).toMatch(line);
    expect(asked).toContain('small');
  });

  test('base alone lacks it', () => {
    expect(samplesOf({ base: [], head: armOf([1]) }, null).leftOut).toEqual([
      'small: the base does not have it',
    ]);
  });

  test('one without the metrics that are named is not asked for, nor is one without any load', () => {
    const [one, idle] = [armOf([1]), [runOf({}, { cell: { title: 'idle', runs: [] } })]];
    expect(samplesOf({ base: one, head: one }, ['http.p99'])).toMatchObject({ asked: [], leftOut: [] });
    expect(samplesOf({ base: idle, head: idle }, null)).toMatchObject({ asked: [], leftOut: [] });
  });

  test('cells of the same name are common, whatever their load', () => {
    expect(samplesOf({ base: armOf([1]), head: armOf([1], other) }, null).common).toBe(0);
    expect(samplesOf({ base: armOf([1]), head: armOf([1], { cell: ofAnotherPlan() }) }, null).common).toBe(1);
  });
});
