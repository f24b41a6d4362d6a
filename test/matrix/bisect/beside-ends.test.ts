import { describe, expect, test } from 'vitest';
import { type End, judgeBesideEnds, runEnds } from '../../../matrix/bisect/beside-ends.ts';
import type { Line } from '../../../matrix/bisect/judge-commit.ts';
import type { Sample } from '../../../matrix/compare/sample.ts';
import { FOLLOWED } from './drifting-machine.ts';

const LINE: Line = { threshold: 10, gap: 10, better: 'lower', trials: 3 };
const LIST: Readonly<Record<string, number>> = { good: 5, bad: 15 };

/** Runs that measure what is said, in the order in which they were made. */
function machine(measures: (which: 'commit' | End, at: number) => number | string) {
  const order: string[] = [];
  const run = async (which: 'commit' | End): Promise<Sample> => {
    const value = measures(which, order.push(which) - 1);
    return typeof value === 'number' ? { value } : { invalid: value };
  };
  return { order, run };
}

describe('a commit is judged beside the end that would expose a wrong reading:', () => {
  test('beside the good end where it reads bad, beside the bad end where it reads good', async () => {
    const bad = machine((which) => LIST[which] ?? 16);
    expect(await judgeBesideEnds(bad.run, LINE, FOLLOWED)).toMatchObject({ verdict: 'bad', uncounted: 0 });
    expect(bad.order).toEqual(['commit', 'good', 'commit', 'good']);
    const good = machine((which) => LIST[which] ?? 4);
    expect(await judgeBesideEnds(good.run, LINE, FOLLOWED)).toMatchObject({ verdict: 'good' });
    expect(good.order).toEqual(['commit', 'bad', 'commit', 'bad']);
  });

  test('of a rate, the other way round', async () => {
    const rate = machine((which) => ({ good: 15, bad: 5 })[which as string] ?? 4);
    const better = 'higher' as const;
    const judged = await judgeBesideEnds(rate.run, { ...LINE, better }, { ...FOLLOWED, better });
    expect(judged).toMatchObject({ verdict: 'bad' });
    expect(rate.order).toContain('good');
  });

  test('a run beside an end that reads wrongly, or gives nothing, is not counted', async () => {
    const once = machine((which, at) => (at === 1 ? 12 : at === 3 ? 'died' : (LIST[which] ?? 16)));
    const judged = await judgeBesideEnds(once.run, { ...LINE, trials: 5 }, FOLLOWED);
    expect(judged).toMatchObject({ verdict: 'bad', samples: [16, 16, 16], uncounted: 2, calibrations: [] });
  });

  test('it is skipped when most of its runs are invalid, without an end', async () => {
    const broken = machine((which) => LIST[which] ?? 'died');
    const judged = await judgeBesideEnds(broken.run, LINE, FOLLOWED);
    expect(judged).toMatchObject({ verdict: 'skip', invalid: ['died', 'died'] });
    expect(broken.order).toEqual(['commit', 'commit']);
  });

  test('with an even number of runs that do not agree it still ends', async () => {
    const torn = machine((which, at) => LIST[which] ?? (at % 4 === 0 ? 4 : 16));
    const judged = await judgeBesideEnds(torn.run, { ...LINE, trials: 4 }, FOLLOWED);
    expect(judged).toMatchObject({ verdict: 'good', samples: [4, 16, 4, 16] });
  });
});

describe('a machine that has grown slower', () => {
  test('is noticed by the ends: they are measured again, and the commit is judged by them', async () => {
    const slow = machine((which) => 3 * (LIST[which] ?? 5));
    expect(await judgeBesideEnds(slow.run, LINE, FOLLOWED)).toEqual({
      verdict: 'good',
      samples: [15, 15],
      invalid: [],
      uncounted: 0,
      line: { ...LINE, threshold: 30, gap: 30 },
      calibrations: [{ good: [15, 15, 15], bad: [45, 45, 45], threshold: 30 }],
    });
  });

  test('is waited for: ends that are not apart at first are measured again', async () => {
    const busy = machine((which, at) => (at < 10 ? 50 : 3 * (LIST[which] ?? 5)));
    expect(await judgeBesideEnds(busy.run, LINE, FOLLOWED)).toMatchObject({
      verdict: 'good',
      calibrations: [{ threshold: null }, { threshold: 30 }],
    });
  });

  test('so much that the ends do not differ is no machine to bisect on', async () => {
    const drowned = machine(() => 50);
    expect(await judgeBesideEnds(drowned.run, LINE, FOLLOWED)).toEqual({
      unsteady: expect.stringMatching(/good 50.* ms, bad 50.* ms .*: the bad end is not worse/),
    });
  });

  test('again and again is none either', async () => {
    const growing = machine((which, at) => (LIST[which] ?? 5) * 2 ** at);
    expect(await judgeBesideEnds(growing.run, LINE, FOLLOWED)).toHaveProperty('unsteady');
  });
});

test('both ends are run in turn, each first as often as the other', async () => {
  const { order, run } = machine((which) => LIST[which] ?? 0);
  expect(await runEnds(run, 3)).toEqual({ good: [5, 5, 5], bad: [15, 15, 15] });
  expect(order).toEqual(['good', 'bad', 'bad', 'good', 'good', 'bad']);
});
