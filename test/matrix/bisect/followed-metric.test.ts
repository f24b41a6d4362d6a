import { describe, expect, test } from 'vitest';
import type { ArmRun } from '../../../matrix/arms/run-arm.ts';
import { BisectError } from '../../../matrix/bisect/bisect-error.ts';
import { betterWay, environmentOf, follow, sampleIn } from '../../../matrix/bisect/followed-metric.ts';
import type { Cell } from '../../../saved/cell.ts';
import { planHash } from '../../../saved/plan-hash.ts';

import { cellOf, edited, metricsOf, resultsOf, sweepShapes } from '../../reporters/sample-results.ts';

const runOf = (...cells: Cell[]): ArmRun => ({
  exitCode: 0,
  results: cells.length > 0 ? [resultsOf(cells)] : [],
  log: 'first line\nlast line\n',
});
const small = cellOf(sweepShapes[4]!);
const large = cellOf(sweepShapes[5]!);
const METRIC = 'publish.ack.p50';
const another = edited(small, (run) => Object.assign(run, { plan: { ...run.plan, measureMs: 1 } }));

function followedIn(cell: Cell) {
  const followed = follow([runOf(cell)], METRIC);
  if (followed === null) throw new Error('nothing is followed');
  return followed;
}

describe('the metric that is followed', () => {
  test('is that of the one cell that has it, with its unit and the way that is better', () => {
    const { suite, title, parameters, runs, target } = small;
    expect(follow([runOf(), runOf(small), runOf(small)], METRIC)).toEqual({
      metric: METRIC,
      unit: 'ms',
      better: 'lower',
      cell: { suite, title, parameters, planHash: planHash([runs[0]!.result.plan]) },
      target: { kind: target!.kind, quota: target!.quota },
    });
  });

  test('has the load of the first run, whatever others had', () => {
    expect(follow([runOf(small), runOf(another)], METRIC)).toEqual(followedIn(small));
  });

  test('is unknown while no run has measured anything', () => {
    expect(follow([], METRIC)).toBeNull();
    expect(follow([runOf(), runOf({ ...small, verdict: 'invalid', metrics: {} })], METRIC)).toBeNull();
  });

  test('is refused when several cells have it: they are named', () => {
    const asked = () => follow([runOf(small, large)], METRIC);
    expect(asked).toThrow(BisectError);
    expect(asked).toThrow(/2 have it\. Name one with -t:\n.*clients/);
  });

  test('is refused when no cell has it: those there are are named', () => {
    const value = { value: 0, unit: '', n: 1 };
    const metrics = { lost: value, 'publish.offered': value, 'delivery.p99.9': value, 'devices/lost': value };
    expect(() => follow([runOf({ ...small, metrics })], METRIC)).toThrow(
      'no test has measured it. Metrics there are: lost, delivery.*.',
    );
  });

  test.each([
    ['delivery.p99', 'lower'],
    ['publish.rate', 'higher'],
    ['load-2:devices/delivery.p99@storm', 'lower'],
    ['capacity', 'higher'],
  ])('%s is better %s', (metric, better) => {
    expect(betterWay(metric)).toBe(better);
  });

  test.each([
    ['delivery.p9', /Unknown metric "delivery.p9"/],
    ['publish.offered', /of which less or more is worse/],
    ['schedule.lag.p99', /of which less or more is worse/],
  ])('%s is refused before anything is run', (metric, message) => {
    expect(() => betterWay(metric)).toThrow(message);
  });
});

describe('the sample of a run', () => {
  test('is the value of the cell followed, whatever its verdict by SLOs', () => {
    const value = metricsOf(small)[METRIC]?.value;
    expect(sampleIn(runOf(large, { ...small, verdict: 'fail' }), followedIn(small))).toEqual({ value });
  });

  test('is that of the one load, also when the test ended before it had put on the others', () => {
    const both = { ...small, planHash: 'of both', runs: [...small.runs, ...large.runs] };
    const failed: Cell = { ...small, planHash: 'of one', verdict: 'fail' };
    const value = metricsOf(small)[METRIC]?.value;
    expect(sampleIn(runOf(failed), followedIn(both))).toEqual({ value });
  });

  const few: Cell = { ...small, metrics: { 'publish.ack.p99': { value: 1, unit: 'ms', n: 999 } } };
  const embedded: Cell = { ...small, target: { ...small.target!, kind: 'embedded' } };
  const dead = edited(small, (run) => Object.assign(run, { targetDown: 'refused' }));
  test.each([
    ['the run measured nothing', runOf(), METRIC, 'last line'],
    ['the cell is invalid', runOf({ ...small, verdict: 'invalid', reasons: ['a', 'b'] }), METRIC, 'a; b'],
    ['the load was another', runOf(another), METRIC, /another load/],
    [
      'the target was of another kind',
      runOf(embedded),
      METRIC,
      /another kind of target .*: embedded, not native/,
    ],
    ['the target died', runOf(dead), METRIC, /the target was down after the run: refused/],
    ['the metric is missing', runOf({ ...small, metrics: {} }), METRIC, /was not measured/],
    ['samples are few', runOf(few), 'publish.ack.p99', /needs 1,000 samples, there are 999/],
  ])('is none when %s', (_, run, metric, why) => {
    expect(sampleIn(run, { ...followedIn(small), metric })).toEqual({ invalid: expect.stringMatching(why) });
  });
});

test('what was measured on is told by the first run with a sample', () => {
  const followed = followedIn(small);
  const fallen = runOf({ ...small, target: { ...small.target!, kind: 'embedded' } });
  expect(environmentOf([runOf(), fallen], followed)).toBeNull();
  const { results } = runOf(small);
  expect(environmentOf([runOf(), fallen, { ...fallen, results }], followed)).toBe(
    results[0]!.fingerprint.environment,
  );
});
