import { expect, test } from 'vitest';
import { ClockSteps } from '../../reporters/vitest/clock-steps.ts';

/** What is seen of a wall clock that is ahead of the steady one by so many milliseconds at each second look. */
function seen(aheadMs: readonly number[], everyMs = 1000): readonly number[] {
  let at = 0;
  const steps = new ClockSteps(
    () => at * everyMs + (aheadMs[at] ?? 0),
    () => at * everyMs,
  );
  for (at = 1; at < aheadMs.length; at++) steps.look();
  return steps.stepsMs;
}

test('a clock that is set is seen, and back again', () => {
  expect(seen([0, 0, 3_600_000, 3_600_000, 0])).toEqual([3_600_000, -3_600_000]);
  expect(seen([0, -86_400_000])).toEqual([-86_400_000]);
});

test('one that NTP slows down or speeds up is not', () => {
  expect(seen([0, 500, 1000, 1500])).toEqual([]);
  expect(seen([0, 18_000], 10 * 3_600_000)).toEqual([]);
});
