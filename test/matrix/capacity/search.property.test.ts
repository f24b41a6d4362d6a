import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FakeSystem, holdsUpTo, hunt } from './fake-system.ts';

const range = fc
  .record({
    from: fc.integer({ min: 1, max: 5000 }),
    factor: fc.double({ min: 1, max: 5000, noNaN: true }),
    width: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
    confirm: fc.boolean(),
  })
  .map(({ from, factor, ...rest }) => ({ from, to: Math.ceil(from * factor), ...rest }));
/** Anywhere below, within and above the range. */
const placed = range.chain((search) =>
  fc.integer({ min: 0, max: 2 * search.to }).map((limit) => ({ search, limit })),
);

test('the bounds bracket the limit of every system that has a hard one, as closely as asked', () => {
  fc.assert(
    fc.property(placed, ({ search, limit }) => {
      const { lower, upper, stop } = hunt(holdsUpTo(limit), search);
      if (limit < search.from) {
        expect({ lower, upper, stop }).toEqual({ lower: null, upper: search.from, stop: 'from fails' });
      } else if (limit >= search.to) {
        expect({ lower, upper, stop }).toEqual({ lower: search.to, upper: null, stop: 'to holds' });
      } else {
        expect(stop).toBe('width reached');
        expect(lower).toBeLessThanOrEqual(limit);
        expect(upper).toBeGreaterThan(limit);
        const [low, high] = [lower as number, upper as number];
        expect(high <= low * (1 + search.width) || high - low === 1).toBe(true);
      }
    }),
  );
});

const verdict = fc.constantFrom('pass', 'fail', 'invalid', 'dies' as const);

test('whatever the system answers, the search ends within the trials of its plan', () => {
  fc.assert(
    fc.property(range, fc.infiniteStream(verdict), (search, answers) => {
      const arbitrary: FakeSystem = () => answers.next().value;
      const { trials, lower, upper } = hunt(arbitrary, search);
      const doublings = Math.ceil(Math.log2(search.to / search.from)) + 1;
      const halvings = Math.ceil(Math.log2(Math.LN2 / Math.log1p(search.width))) + 2;
      const spread = Math.log(search.to / search.from) / Math.log1p(search.width);
      const steps = search.confirm ? 2 * Math.ceil(Math.log2(spread + 2)) + 4 : 0;
      // Five a load: three that count and two that do not. Confirming and recovering take three at most.
      expect(trials.length).toBeLessThanOrEqual(
        5 * (doublings + Math.max(1, halvings)) + 3 * (steps + 1) + 1,
      );
      for (const { load } of trials) expect(load >= search.from && load <= search.to).toBe(true);
      if (lower !== null && upper !== null) expect(lower).toBeLessThan(upper);
    }),
    { numRuns: 500 },
  );
});
