import { expect, test } from 'vitest';
import { Pace } from '../../../reporters/vitest/pace.ts';

test('a run goes on as long as its tests took so far, less what the one under way has had', () => {
  let nowMs = 0;
  const pace = new Pace(() => nowMs);
  expect(pace.leftMs(4)).toBeNull();
  nowMs = 10_000;
  pace.done('one', 10_000);
  expect(pace.leftMs(4)).toBe(30_000);
  expect(pace.leftMs(null)).toBeNull();
  nowMs = 14_000;
  expect(pace.leftMs(4)).toBe(26_000);
  nowMs = 40_000;
  expect(pace.leftMs(4)).toBe(20_000);
});

test('within the last test its own time left says it all', () => {
  const pace = new Pace(() => 0);
  pace.done('one', 10_000);
  pace.done('two', 10_000);
  expect(pace.leftMs(3)).toBeNull();
});
