import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomAt } from '../../../statistics/random.ts';
import { bisectOn, type History, type Machine } from './drifting-machine.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const histories = fc
  .record({ suspects: fc.integer({ min: 2, max: 64 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ suspects, share }) => ({ suspects, first: 1 + Math.floor(share * (suspects - 1)) }));
/** A change of a fifth at least, and runs that spread by a quarter of it at most. */
const sizes = fc
  .record({
    change: fc.double({ min: 0.2, max: 3, noNaN: true }),
    part: fc.double({ min: 0, max: 0.25, noNaN: true }),
  })
  .map(({ change, part }) => ({ goodMs: 5, badMs: 5 * (1 + change), noise: Math.min(0.15, part * change) }));

type Measures = Machine['measures'];
const run = fc.integer({ min: 0, max: 120 });
/** How fast a machine is from run to run. */
const drifts: fc.Arbitrary<Measures> = fc.oneof(
  // It becomes up to three times as slow, or as fast, within some runs or at once.
  fc
    .record({
      from: run,
      over: fc.integer({ min: 1, max: 80 }),
      factor: fc.constantFrom(1 / 3, 1 / 2, 1.3, 2, 3),
    })
    .map(
      ({ from, over, factor }): Measures =>
        (ms, at) =>
          ms * factor ** Math.max(0, Math.min(1, (at - from) / over)),
    ),
  // Something else takes its part of each answer from some run on.
  fc.record({ from: run, moreMs: fc.double({ min: 0, max: 20, noNaN: true }) }).map(
    ({ from, moreMs }): Measures =>
      (ms, at) =>
        at < from ? ms : ms + moreMs,
  ),
  // It comes and goes.
  fc
    .record({
      period: fc.integer({ min: 5, max: 60 }),
      busy: fc.integer({ min: 1, max: 30 }),
      factor: fc.double({ min: 1, max: 3, noNaN: true }),
    })
    .map(
      ({ period, busy, factor }): Measures =>
        (ms, at) =>
          at % period < busy ? ms * factor : ms,
    ),
  // It wanders by a few percent from run to run.
  fc
    .record({ seed: seeds, step: fc.double({ min: 0, max: 0.06, noNaN: true }) })
    .map(({ seed, step }): Measures => {
      const walk = [0];
      const upTo = (at: number): number => {
        while (walk.length <= at)
          walk.push((walk.at(-1) ?? 0) + step * (2 * randomAt(seed, 7, walk.length) - 1));
        return walk[at] ?? 0;
      };
      return (ms, at) => ms * Math.exp(upTo(at));
    }),
);

test('whatever the machine does meanwhile, no wrong commit is named', async () => {
  await fc.assert(
    fc.asyncProperty(histories, sizes, drifts, seeds, async (history, { noise, ...size }, measures, seed) => {
      const { named } = await bisectOn({ measures, noise, seed }, { ...history, ...size });
      expect([null, history.first]).toContain(named);
    }),
    { numRuns: 500, seed: 18 },
  );
});

describe('twenty bisects under foreign load that changes', () => {
  const twenty = (measures: (seed: number) => Measures, size: Pick<History, 'goodMs' | 'badMs'>) =>
    Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const suspects = 4 + Math.floor(60 * randomAt(seed, 3, 1));
        const first = 1 + Math.floor(suspects * randomAt(seed, 4, 1));
        const { named } = await bisectOn(
          { measures: measures(seed), noise: 0.03, seed },
          { suspects, first, ...size },
        );
        return named === null ? '125' : named === first ? 'right' : 'wrong';
      }),
    ).then((said) => ({
      right: said.filter((one) => one === 'right').length,
      wrong: said.filter((one) => one === 'wrong').length,
    }));
  const half = { goodMs: 5, badMs: 7.5 };

  test.each<[string, (seed: number) => Measures, number]>([
    ['none at all', () => (ms) => ms, 20],
    [
      'that makes the machine twice as slow within 60 runs',
      () => (ms, at) => ms * (1 + Math.min(1, at / 60)),
      18,
    ],
    [
      'that comes after the ends were measured',
      (seed) => (ms, at) => (at > 10 + (seed % 8) ? 2 * ms : ms),
      18,
    ],
    [
      'that is gone after the ends were measured',
      (seed) => (ms, at) => (at > 10 + (seed % 8) ? ms : 2 * ms),
      18,
    ],
    [
      'that takes 5 ms of each answer from then on',
      (seed) => (ms, at) => (at > 10 + (seed % 8) ? ms + 5 : ms),
      18,
    ],
  ])('%s: none is wrong, and most are right', async (_, measures, leastRight) => {
    const { right, wrong } = await twenty(measures, half);
    expect(wrong).toBe(0);
    expect(right).toBeGreaterThanOrEqual(leastRight);
  });

  test('that hides the change behind bursts: none is wrong', async () => {
    const bursts =
      (seed: number): Measures =>
      (ms, at) =>
        (at + seed) % 9 < 3 ? 3 * ms : ms;
    expect((await twenty(bursts, half)).wrong).toBe(0);
  });
});
