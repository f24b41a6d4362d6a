import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapacityResult } from '../../saved/capacity.ts';
import type { Cell } from '../../saved/cell.ts';

import { between, graded, invalid, passing, SUITE, savedOf, search, submissionOf } from './a-submission.ts';

const RATIO = `cell: { suite: ${SUITE}, title: tuned }, over: { suite: ${SUITE}, title: nominal }`;
const STEPS = 'steps: [{ at: 1, points: 4 }, { at: 2, points: 7 }, { at: 3, points: 10 }]';
const nominal = search('nominal', between(1000, 1050));
const ratio = (tuned: Cell, how = STEPS, base = nominal) =>
  graded(`scale: { ${RATIO}, ${how} }`, submissionOf([savedOf([base, tuned])]));

test.each([
  [between(2200, 2300), 7, 'the sure end is 2,200 / 1,050 = 2.1'],
  [between(2050, 2400), 4, 'the sure end is below 2, the likely middle is not'],
  [between(3200, 3300), 10, 'the sure end is above the last step'],
  [between(900, 950), 0, 'a loss'],
  [{ bounds: 'at least', lower: 3200, deliveredPerSecond: 1 }, 10, 'the lower bound alone counts'],
  [{ bounds: 'below', upper: 500 }, 0, 'nothing holds'],
])('%j over 1,000 to 1,050 on steps: %d points: %s', (answer, points) => {
  expect(ratio(search('tuned', answer)).points).toBe(points);
});

test('both answers, the interval of the ratio and its sure end are said, each answer with its link', () => {
  const one = ratio(search('tuned', between(2200, 2300)));
  expect(one.why).toBe(
    'capacity 2,200 to 2,300 devices over capacity 1,000 to 1,050 devices: between 2.10× and 2.30×, certain: 2.10; 4 points from 1, 7 points from 2, 10 points from 3',
  );
  expect(one.evidence.map(({ file, section }) => `${file} ${section}`)).toEqual([
    'mqtt-results.md Capacity',
    'mqtt-results.md Capacity',
  ]);
});

test('a base of which not even the lowest load was held is still below what failed', () => {
  const base = search('nominal', { bounds: 'below', upper: 1000, confirmMs: 600_000, confirmed: false });
  expect(ratio(search('tuned', between(2200, 2300)), STEPS, base).points).toBe(7);
});

test('a linear scale gives tenths between its ends, and no more beyond', () => {
  const linear = 'linear: { from: 1, to: 3 }';
  expect(ratio(search('tuned', between(2100, 2200)), linear).points).toBe(5);
  expect(ratio(search('tuned', between(2121, 2200)), linear).points).toBe(5.1);
  expect(ratio(search('tuned', between(9000, 9100)), linear).points).toBe(10);
});

test('a base whose limit was not found proves no gain', () => {
  const base = search('nominal', { bounds: 'at least', lower: 1000, deliveredPerSecond: 1 });
  const one = ratio(search('tuned', between(2200, 2300)), STEPS, base);
  expect(one.points).toBe(0);
  expect(one.why).toContain('certain: 0');
});

test.each([
  [
    'another quota',
    (cell: Cell) => ({ ...cell, target: { ...cell.target!, quota: '2 CPU' } }),
    'different quotas: none and 2 CPU',
  ],
  [
    'another kind of target',
    (cell: Cell) => ({ ...cell, target: { ...cell.target!, kind: 'embedded' } }),
    'different kinds of target: ',
  ],
  [
    'another load',
    (cell: Cell) => ({ ...cell, capacity: { ...cell.capacity!, axis: 'users' } }),
    'devices and users cannot be compared',
  ],
  [
    'another plan',
    (cell: Cell) => ({ ...cell, planHash: 'plan-of-less' }),
    'put under different loads: their plans differ',
  ],
  [
    'another promise',
    (cell: Cell) => ({
      ...cell,
      capacity: {
        ...cell.capacity!,
        trials: cell.capacity!.trials.map((trial) => ({
          ...trial,
          slo: trial.slo.map((row) => ({ ...row, bound: '< 9s' })),
        })),
      },
    }),
    'different promises',
  ],
])('%s on one side: no ratio', (_, change, why) => {
  const one = ratio(search('tuned', between(2200, 2300)), STEPS, change(nominal));
  expect(one.points).toBe(0);
  expect(one.why).toContain(why);
});

test('a bound relative to what was offered is the same promise at every load', () => {
  const relative = (cell: Cell, perSecond: number): Cell => ({
    ...cell,
    capacity: {
      ...cell.capacity!,
      trials: cell.capacity!.trials.map((trial, index) => ({
        ...trial,
        slo: trial.slo.map((row) => ({
          ...row,
          bound: '>= 99% of offered',
          required: `>= 99% of offered (${perSecond + index}/s)`,
        })),
      })),
    },
  });
  const one = ratio(relative(search('tuned', between(2200, 2300)), 90), STEPS, relative(nominal, 80));
  expect(one.points).toBe(7);
});

test('the ratio of a figure of two cells that are no searches is one under the same promise only', () => {
  const metric = 'publish.ack.p99';
  const over = (base: Cell) =>
    graded(
      `scale: { metric: ${metric}, ${RATIO}, linear: { from: 2, to: 1 } }`,
      submissionOf([savedOf([{ ...passing, title: 'tuned' }, base])]),
    );
  const base = { ...passing, title: 'nominal' };
  expect(over(base).points).toBe(10);
  const eased = { ...base, slo: base.slo.map((row) => ({ ...row, bound: '< 9s' })) };
  expect(over(eased).points).toBe(0);
  expect(over(eased).why).toContain('judged by different promises: ');
});

test('answers from two machines make no ratio', () => {
  const other = savedOf([search('tuned', between(2200, 2300))]);
  const { environment, subject } = other.results.fingerprint;
  const fingerprint = { environment: { ...environment, cores: 64 }, subject };
  const elsewhere = { ...other, name: 'other-results.json', results: { ...other.results, fingerprint } };
  const one = graded(`scale: { ${RATIO}, ${STEPS} }`, submissionOf([savedOf([nominal]), elsewhere]));
  expect(one).toMatchObject({ points: 0, why: 'the two were measured on different machines' });
});

test('a figure that is better when lower falls on its scale, without an interval', () => {
  const metric = 'publish.ack.p99';
  const value = passing.metrics[metric]!.value;
  const on = (from: number, to: number) =>
    graded(
      `scale: { metric: ${metric}, cell: { suite: ${SUITE} }, linear: { from: ${from}, to: ${to} } }`,
      submissionOf([savedOf([passing])]),
    ).points;
  expect(on(value * 2, value)).toBe(10);
  expect(on(value * 1.5, value * 0.5)).toBe(5);
  expect(on(value, value / 2)).toBe(0);
});

test.each([
  ['a search without an answer', [search('tuned', { bounds: 'unknown' })], 'found no answer'],
  ['a cell that is no search', [{ ...passing, title: 'tuned' }], 'it is no capacity search'],
  ['no such cell', [nominal], 'has no test "tuned"'],
  [
    'a search whose answer was not held for as long as was asked',
    [
      search('tuned', {
        ...between(2200, 2300),
        confirmMs: 600_000,
        confirmed: false,
        stop: 'generator limit',
      }),
    ],
    'the lower bound was not held for long (the generator reached its limit)',
  ],
  [
    'two that match',
    [{ ...search('tuned', between(1, 2)), parameters: { repeat: 1 } }, search('tuned', between(1, 2))],
    '2 cells match',
  ],
])('%s earns nothing, and it is said why', (_, cells, why) => {
  const one = graded(
    `scale: { cell: { suite: ${SUITE}, title: tuned }, ${STEPS} }`,
    submissionOf([savedOf(cells)]),
  );
  expect(one.points).toBe(0);
  expect(one.why).toContain(why);
});

test('a metric of a cell that could not be judged earns nothing', () => {
  const one = graded(
    `scale: { metric: connect.p99, cell: { suite: ${SUITE} }, linear: { from: 0, to: 1 } }`,
    submissionOf([savedOf([invalid])]),
  );
  expect(one).toMatchObject({ points: 0 });
  expect(one.why).toContain('not judged');
});

test('more capacity never earns less, and never more than all points', () => {
  const load = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(load, load, fc.constantFrom(STEPS, 'linear: { from: 0.5, to: 4 }'), (a, b, how) => {
      const points = [Math.min(a, b), Math.max(a, b)].map(
        (lower) => ratio(search('tuned', between(lower, lower * 1.05)), how).points,
      ) as [number, number];
      expect(points[0]).toBeGreaterThanOrEqual(0);
      expect(points[1]).toBeGreaterThanOrEqual(points[0]);
      expect(points[1]).toBeLessThanOrEqual(10);
    }),
    { numRuns: 30 },
  );
});

test('a promise of the answer is held against what was measured, not against the floor of its test', () => {
  const base = { ...nominal, slo: [{ ...passing.slo[0]!, metric: 'capacity', required: '>= 1 devices' }] };
  const asked = (floor: string) =>
    graded(
      `scale: { cell: { suite: ${SUITE}, title: nominal, promise: { capacity: '>= ${floor} devices' } }, linear: { from: 0, to: 1000 } }`,
      submissionOf([savedOf([base])]),
    );
  expect(asked('1,000').points).toBe(10);
  expect(asked('1,001').why).toContain('required >= 1,001 devices');
});

describe('two searches that began at different loads', () => {
  type Plan = Cell['runs'][number]['result']['plan'];
  /** A search whose trials had these loads, each with the plan that its test makes of it. */
  const begunAt = (
    title: string,
    answer: object,
    loads: readonly number[],
    planOf: (load: number) => object,
  ): Cell => {
    const [trial] = nominal.capacity!.trials;
    const made = loads.map((load) => planOf(load) as Plan);
    return {
      ...search(title, answer),
      planHash: JSON.stringify(made[0]),
      runs: made.map((plan) => ({ ...passing.runs[0]!, result: { ...passing.runs[0]!.result, plan } })),
      capacity: {
        ...nominal.capacity!,
        ...answer,
        from: loads[0]!,
        trials: loads.map((load, run) => ({ ...trial!, load, run })),
      } as CapacityResult,
    };
  };
  const plan = (wait: number) => (load: number) => ({
    protocol: 'mqtt',
    groups: { devices: { clients: load, wait }, watchers: { clients: Math.round(load / 10) } },
    measureMs: 1000,
  });
  const RATE = (load: number) => ({ ...plan(5)(7), everyMs: 1000 / load });

  test.each<[string, (load: number) => object]>([
    ['clients', plan(5)],
    ['a rate', RATE],
  ])('of %s are compared', (_, planOf) => {
    const base = begunAt('nominal', between(1000, 1050), [100, 200, 400], planOf);
    const tuned = begunAt('tuned', between(2200, 2300), [250, 500], planOf);
    expect(ratio(tuned, STEPS, base)).toMatchObject({ points: 7 });
    expect(ratio(begunAt('tuned', between(2200, 2300), [2200], planOf), STEPS, base).points).toBe(7);
  });

  test('are not where anything else was changed, be it in proportion', () => {
    const base = begunAt('nominal', between(1000, 1050), [100, 200], plan(5));
    const eased = begunAt('tuned', between(2200, 2300), [200, 400], plan(10));
    const fewer = begunAt('tuned', between(2200, 2300), [200, 400], (load) => plan(5)(load / 2));
    for (const tuned of [eased, fewer]) {
      expect(ratio(tuned, STEPS, base).why).toContain('different loads: their plans differ');
    }
  });
});
