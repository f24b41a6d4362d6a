/** A short part of `npm run test:fuzz`. */
import { expect, test } from 'vitest';
import { FUZZED } from './kinds.ts';
import { causesTold } from './session.ts';
import { fuzz } from './watch.ts';

const CASES = 4000;
/** Of compiled code and caches, for cases in any number. */
const MOST_GROWN_BYTES = 16 * 2 ** 20;

test.for(FUZZED)('hostile $what do no harm, and each costs little', async ({ one, outcomes, prove }) => {
  const fuzzed = await fuzz(CASES, 1, one);
  prove?.();
  expect(fuzzed.slowestMs).toBeLessThan(50);
  expect(fuzzed.grownBytes).toBeLessThan(MOST_GROWN_BYTES);
  expect([...fuzzed.outcomes.keys()].sort()).toEqual(outcomes);
});

test('whatever a broker sends, the causes for which sessions end are few', async () => {
  await fuzz(1000, 2, FUZZED[0]!.one);
  expect(causesTold()).toBeGreaterThan(5);
  expect(causesTold()).toBeLessThan(1000);
});
