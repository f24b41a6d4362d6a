import { expect, test } from 'vitest';
import { phaseAt } from '../../load/progress.ts';

const PLAN = {
  warmupMs: 2000,
  measureMs: 3000,
  drainMs: 1000,
  windows: [],
  pacing: 'auto',
  agents: null,
} as const;

test.each([
  [1, 'warm-up', 2, 2],
  [2, 'measure', 1, 3],
  [4, 'measure', 3, 3],
  [5, 'drain', 1, 1],
  [6, 'drain', 2, 1],
])('second %i ends in the phase %s, %i s into its %i s', (second, phase, secondsInPhase, phaseSeconds) => {
  expect(phaseAt(PLAN, second)).toEqual({ phase, secondsInPhase, phaseSeconds });
});
