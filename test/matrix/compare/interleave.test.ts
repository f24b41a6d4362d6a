import { describe, expect, test } from 'vitest';
import { type Interleaving, interleave, pairOrder } from '../../../matrix/compare/interleave.ts';
import { samplesOf } from '../../../matrix/compare/paired-samples.ts';
import type { ArmName } from '../../../saved/comparison.ts';
import { runOf } from '../../reporters/sample-arms.ts';

const RUN_MS = 10_000;

/** Ten seconds a run; `measure` says what the `n`th measures, null that it was invalid. */
async function interleaved(
  measure: (arm: ArmName, n: number) => number | null,
  how: Partial<Interleaving> = {},
) {
  let nowMs = 0;
  return interleave({
    run: async (arm, n) => {
      nowMs += RUN_MS;
      const value = measure(arm, n);
      return value === null
        ? [runOf({}, { cell: { verdict: 'invalid' } })]
        : [runOf({ 'delivery.p99': value })];
    },
    samples: (arms) => samplesOf(arms, null).pairs,
    check: () => {},
    onNeeded: () => {},
    seed: 1,
    budgetMs: 3600_000,
    nowMs: () => nowMs,
    signal: new AbortController().signal,
    ...how,
  });
}
const spread = (percent: number) => (_: ArmName, n: number) =>
  10 + ([0, 1, -1, 0.5, -0.5][n % 5]! * percent) / 10;

describe('how many runs', () => {
  test('five of each arm are enough of what hardly spreads', async () => {
    const { arms, course } = await interleaved(spread(1));
    expect([arms.base.length, arms.head.length]).toEqual([5, 5]);
    expect(course).toMatchObject({
      ended: 'enough',
      needed: { runs: 5, because: null },
      tookMs: 10 * RUN_MS,
    });
  });

  test('as many more as the spread asks for', async () => {
    const { arms, course } = await interleaved(spread(5));
    expect(course.needed!.runs).toBeGreaterThan(8);
    expect(arms.base).toHaveLength(course.needed!.runs);
    expect(course.needed!.because).toEqual({ cell: 'small', metric: 'delivery.p99' });
  });

  test('no more than fit the budget, which the first five do not heed', async () => {
    const tight = await interleaved(spread(5), { budgetMs: 7 * 2 * RUN_MS });
    expect(tight.arms.base).toHaveLength(7);
    expect(tight.course.ended).toBe('budget');
    expect((await interleaved(spread(5), { budgetMs: 1 })).arms.base).toHaveLength(5);
  });

  test('the difference of the arms has no say in it', async () => {
    const apart = await interleaved((arm, n) => spread(2)(arm, n) * (arm === 'head' ? 3 : 1));
    const alike = await interleaved(spread(2));
    expect(apart.course).toEqual(alike.course);
  });

  test('invalid runs are made up for, but not for ever', async () => {
    const some = await interleaved((arm, n) => (arm === 'head' && n === 2 ? null : 10));
    expect(some.arms.base).toHaveLength(6);
    expect(some.course.ended).toBe('enough');
    const most = await interleaved((arm, n) => (arm === 'head' && n > 2 ? null : 10));
    expect(most.arms.base).toHaveLength(10);
    expect(most.course.ended).toBe('invalid runs');
  });
});

describe('the order', () => {
  test('follows from the seed, each arm once in each pair, either first', async () => {
    const { course } = await interleaved(spread(5), { seed: 7 });
    const pairs = course.order.flatMap((arm, index) => (index % 2 ? [] : [[arm, course.order[index + 1]]]));
    expect(pairs).toEqual(pairs.map((_, index) => pairOrder(7, index)));
    expect(pairs.every(([one, other]) => one !== other)).toBe(true);
    const first = Array.from({ length: 400 }, (_, n) => pairOrder(7, n)[0]);
    expect(first.filter((arm) => arm === 'base').length).toBeGreaterThan(150);
    expect(first.filter((arm) => arm === 'head').length).toBeGreaterThan(150);
    expect((await interleaved(spread(5), { seed: 7 })).course.order).toEqual(course.order);
  });
});

describe('the end', () => {
  test('an interrupt keeps what was measured', async () => {
    const abort = new AbortController();
    const { arms, course } = await interleaved(
      (_, n) => {
        if (n === 3) {
          abort.abort(new Error('Ctrl-C'));
          throw abort.signal.reason;
        }
        return 10;
      },
      { signal: abort.signal },
    );
    expect(course).toMatchObject({ ended: 'interrupted', needed: null });
    expect([arms.base.length, arms.head.length]).toEqual([2, 2]);
  });

  test('a run that cannot be, and a check that refuses, end it', async () => {
    const broken = interleaved(() => {
      throw new Error('no broker');
    });
    await expect(broken).rejects.toThrow('no broker');
    const check = () => {
      throw new Error('other kinds');
    };
    await expect(interleaved(spread(1), { check })).rejects.toThrow('other kinds');
  });
});
