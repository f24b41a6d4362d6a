import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareSamples, type MetricSamples } from '../../../matrix/compare/metric-verdicts.ts';
import type { MetricVerdict } from '../../../saved/comparison.ts';

const pair = (base: readonly number[], head: readonly number[], metric = 'delivery.p99'): MetricSamples => ({
  cell: 'small',
  metric,
  unit: 'ms',
  base,
  head,
});
const verdictOf = (...samples: Parameters<typeof pair>) => compareSamples([pair(...samples)])[0]!;

const STEADY = [10, 10.05, 10.1, 9.95, 9.9, 10.02];
const by = (factor: number, values = STEADY) => values.map((value) => value * factor);

/** Of messages lost. */
const SOME: number[] = [...Array(11).fill(0), ...Array(9).fill(10_000)];

const NOW_AND_THEN = [0, 0, 0, 0, 100];
const SLOWER_AT_TIMES = [10, 10.05, 10.1, 10.02, 12, 12];

describe('the verdict', () => {
  test.each<[string, number[], number[], string, MetricVerdict]>([
    ['slower by a fifth', STEADY, by(1.2), 'delivery.p99', 'regressed'],
    ['faster by a fifth', STEADY, by(0.8), 'delivery.p99', 'improved'],
    ['a rate that falls', STEADY, by(0.8), 'publish.rate', 'regressed'],
    ['a rate that rises', STEADY, by(1.2), 'devices/publish.rate@storm', 'improved'],
    ['a capacity that falls', STEADY, by(0.8), 'capacity', 'regressed'],
    ['as before', STEADY, by(1.001), 'delivery.p99', 'no difference'],
    ['surely other, but within the noise floor', STEADY, by(1.03), 'delivery.p99', 'no difference'],
    [
      'far apart, but so are its runs',
      [5, 10, 20, 9, 12],
      [6, 22, 25, 11, 14],
      'delivery.p99',
      'inconclusive',
    ],
    [
      'medians that rise while most runs rank lower',
      [...Array(12).fill(5), 10, ...Array(12).fill(100)],
      [...Array(12).fill(1), ...Array(13).fill(11)],
      'delivery.p99',
      'inconclusive',
    ],
    ['nothing lost before, some in every run now', [0, 0, 0, 0, 0], [3, 4, 2, 9, 3], 'lost', 'regressed'],
    ['nothing lost before, many in 9 of 20 runs now', Array(20).fill(0), SOME, 'lost', 'regressed'],
    ['many lost in 9 of 20 runs before, nothing now', SOME, Array(20).fill(0), 'lost', 'improved'],
    ['lost in one run of many', Array(20).fill(0), [...Array(19).fill(0), 10_000], 'lost', 'no difference'],
    ['nothing lost, ever', [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], 'lost', 'no difference'],
    [
      'nothing lost in most runs before, some in most now',
      NOW_AND_THEN,
      [5, 5, 5, 5, 5],
      'lost',
      'inconclusive',
    ],
    ['by exactly the noise floor', Array(6).fill(20), Array(6).fill(21), 'delivery.p99', 'no difference'],
    ['by just more than it', Array(6).fill(20), Array(6).fill(21.001), 'delivery.p99', 'regressed'],
    ['by exactly the floor, the other way', Array(6).fill(21), Array(6).fill(20), 'lost', 'no difference'],
    ['as before in most runs, slower in some', STEADY, SLOWER_AT_TIMES, 'delivery.p99', 'inconclusive'],
    ['as before in most runs, faster in some', SLOWER_AT_TIMES, STEADY, 'delivery.p99', 'inconclusive'],
    ['what was asked for', STEADY, by(2), 'publish.offered', 'inconclusive'],
  ])('%s', (_, base, head, metric, verdict) => {
    expect(verdictOf(base, head, metric)).toMatchObject({ verdict });
  });

  test('says by how much, how surely, and why', () => {
    expect(verdictOf(STEADY, by(1.2))).toMatchObject({
      baseMedian: expect.closeTo(10.01, 6),
      changePercent: expect.closeTo(20, 6),
      floorPercent: 5,
      p: expect.closeTo(2 / 924, 6),
      why: 'the change is beyond the noise floor of 5 %, p 0.002',
    });
    const { lowPercent, highPercent } = verdictOf(STEADY, by(1.2)).interval!;
    expect(lowPercent).toBeGreaterThan(17);
    expect(highPercent).toBeLessThan(23);
  });

  test('says that runs are alike within the noise floor', () => {
    expect(verdictOf(STEADY, STEADY).why).toBe('the interval lies within the noise floor of 5 %');
  });

  test('says what is missing where runs are neither alike nor surely apart', () => {
    expect(verdictOf(STEADY, SLOWER_AT_TIMES).why).toBe(
      'the interval reaches beyond the noise floor of 5 %: more runs (--budget), or longer ones (--for)',
    );
    expect(verdictOf([5, 10, 20, 9, 12], [6, 22, 25, 11, 14]).why).toBe(
      'it may be luck, p 0.310: more runs (--budget), or longer ones (--for)',
    );
  });

  test('adjusts each p for how many metrics are judged, and says so', () => {
    const slow = { ...pair(STEADY, by(1.2)), cell: 'slow' };
    const same = { ...pair(STEADY, by(1.001)), cell: 'same' };
    const [first, second] = compareSamples([same, slow]);
    expect(second).toMatchObject({ p: expect.closeTo(2 / 924, 6), adjustedP: expect.closeTo(4 / 924, 6) });
    expect(second!.why).toMatch(/, p 0\.004, adjusted for 2 metrics$/);
    expect(first!.adjustedP).toBe(first!.p);
  });

  test('of what hardly ever happens is by the means of all runs, however many an arm has', () => {
    const before = [...Array(18).fill(0), 5, 5];
    const after = [...Array(6).fill(0), 5, 5, 5, 5];
    expect(verdictOf(before, after, 'lost')).toMatchObject({
      ...{ baseMedian: 0, headMedian: 0, changePercent: expect.closeTo(300, 6) },
    });
  });

  test('is of the means only where nothing happens in most runs of both arms', () => {
    expect(verdictOf(NOW_AND_THEN, [5, 5, 5, 5, 5], 'lost').changePercent).toBeNull();
  });

  test('from nothing to something is no percentage', () => {
    expect(verdictOf([0, 0, 0, 0, 0], [3, 4, 2, 9, 3], 'lost')).toMatchObject({
      changePercent: null,
      interval: { lowPercent: null, highPercent: null },
    });
  });
});

describe('nothing is said, and the reason is, when', () => {
  test.each<[string, MetricSamples, RegExp]>([
    [
      'an arm has four runs',
      pair(STEADY, STEADY.slice(2)),
      /4 valid runs of head, at least 5.*1 more of head/,
    ],
    ['an arm has one run', pair(STEADY, [10]), /^1 valid run of head, at least 5 required: 4 more of head$/],
    ['an arm has none of the metric', pair([], STEADY), /no run of base has it/],
    [
      'neither less nor more of it is better',
      pair(STEADY, by(2), 'publish.offered'),
      /^neither less nor more publish.offered is better: it is not judged$/,
    ],
    [
      'more than half of an arm is invalid',
      { ...pair(STEADY, STEADY), invalid: { base: [], head: Array(7).fill('no broker') } },
      /7 of 13 runs of head are invalid: no broker/,
    ],
    [
      'the target of an arm died, be it once',
      { ...pair(STEADY, STEADY), died: { base: null, head: 'refused' } },
      /the target of head died in a run \(refused\)/,
    ],
    ['values are negative', pair([-1, 2, 3, 4, 5], STEADY), /below zero/],
  ])('%s', (_, samples, why) => {
    expect(compareSamples([samples])[0]).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringMatching(why),
    });
  });

  test('what is not known of an arm is left open, and its invalid runs are counted', () => {
    const invalid = { base: ['no broker', 'no broker'], head: ['no route'] };
    const [none, some] = compareSamples([{ ...pair([], STEADY), invalid }, pair(STEADY, [])]);
    const open = { changePercent: null, interval: null };
    expect(none).toMatchObject({
      ...open,
      ...{ baseMedian: null, headMedian: expect.closeTo(10.01, 6), invalid: { base: 2, head: 1 } },
    });
    expect(some).toMatchObject({ ...open, headMedian: null, invalid: { base: 0, head: 0 } });
  });

  test('five runs are too few for so many metrics', () => {
    const five = STEADY.slice(0, 5);
    const pairs = Array.from({ length: 2 }, (_, index) => ({
      ...pair(five, by(1.2, five)),
      cell: `${index}`,
    }));
    const judged = compareSamples(pairs);
    expect(new Set(judged.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']));
    expect(judged[0]!.why).toMatch(/cannot tell 2 metrics apart from luck/);
    expect(compareSamples(pairs.slice(1))[0]).toMatchObject({ verdict: 'regressed' });
    // One that never moves costs the others nothing; nor does one that is not judged.
    const still = pair([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], 'lost');
    const offered = pair(five, by(1.2, five), 'publish.offered');
    expect(compareSamples([...pairs.slice(1), still, offered])[0]).toMatchObject({ verdict: 'regressed' });
  });
});

describe('the noise floor', () => {
  test('of the worst sample is wider than that of a median', () => {
    expect(verdictOf(STEADY, by(1.2), 'delivery.max')).toMatchObject({ floorPercent: 25 });
  });

  test('grows with what consecutive runs of the same subject differed by', () => {
    const restless = [10, 12, 9, 11, 10, 12.5, 9, 11, 10, 12];
    const [judged] = compareSamples([{ ...pair(STEADY, by(1.2)), past: [restless] }]);
    expect(judged!.floorPercent).toBeGreaterThan(20);
    expect(judged!.verdict).not.toBe('regressed');
  });

  test('too short a past says nothing', () => {
    const [judged] = compareSamples([{ ...pair(STEADY, by(1.2)), past: [[10, 20, 10]] }]);
    expect(judged).toMatchObject({ floorPercent: 5, verdict: 'regressed' });
  });
});

const TURNED: Record<MetricVerdict, MetricVerdict> = {
  regressed: 'improved',
  improved: 'regressed',
  'no difference': 'no difference',
  inconclusive: 'inconclusive',
};
const run = fc.integer({ min: 1, max: 1000 }).map((thousandth) => thousandth / 100);
const arm = fc.array(run, { minLength: 1, maxLength: 9 });

test('turning the arms round turns the verdict round', () => {
  fc.assert(
    fc.property(arm, arm, fc.double({ min: 0.5, max: 2, noNaN: true }), (base, other, factor) => {
      const head = by(factor, other);
      expect(verdictOf(head, base).verdict).toBe(TURNED[verdictOf(base, head).verdict]);
    }),
  );
});

test('a thing compared with itself has not changed', () => {
  fc.assert(
    fc.property(arm, (values) => {
      expect(['no difference', 'inconclusive']).toContain(verdictOf(values, values).verdict);
      expect(verdictOf(values, values)).toMatchObject({ changePercent: 0, p: 1 });
    }),
  );
});

test('the unit does not matter', () => {
  fc.assert(
    fc.property(arm, arm, fc.constantFrom(0.25, 4, 1024), (base, head, scale) => {
      const scaled = verdictOf(by(scale, base), by(scale, head));
      const { verdict, p } = verdictOf(base, head);
      expect(scaled).toMatchObject({ verdict, p });
    }),
  );
});

test('the slower head becomes, the surer the regression: it never turns back', () => {
  fc.assert(
    fc.property(arm, arm, (base, head) => {
      const regressed = [1, 1.1, 1.5, 3, 40].map(
        (factor) => verdictOf(base, by(factor, head)).verdict === 'regressed',
      );
      expect(regressed).toEqual([...regressed].sort());
    }),
  );
});
