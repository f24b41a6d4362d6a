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
  [1, 'warm-up', 2, 2, 4],
  [2, 'measure', 1, 3, 3],
  [4, 'measure', 3, 3, 1],
  [5, 'drain', 1, 1, 0],
  [6, 'drain', 2, 1, 0],
])(
  'second %i ends in the phase %s, %i s into its %i s, with %i s left',
  (second, phase, secondsInPhase, phaseSeconds, secondsLeft) => {
    expect(phaseAt(PLAN, second)).toEqual({ phase, secondsInPhase, phaseSeconds, secondsLeft });
  },
);
