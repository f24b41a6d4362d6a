/** Which trials a search takes over from a run that was cut off. */
import { expect, test } from 'vitest';
import { answerOf } from '../../../matrix/capacity/answer.ts';
import type { CapacityPlan } from '../../../matrix/capacity/options.ts';
import { otherSearch, trialsBefore } from '../../../matrix/capacity/trials-before.ts';
import type { CapacityTrial } from '../../../saved/capacity.ts';

const PLAN: CapacityPlan = { from: 6, to: 13, width: 0.05, unit: '', confirm: false, confirmMs: null };

const trial = (
  load: number,
  verdict: CapacityTrial['verdict'],
  purpose: CapacityTrial['purpose'] = 'search',
) =>
  ({
    load,
    verdict,
    purpose,
    targetDied: false,
    reasons: [],
    slo: [],
    disagreements: [],
    run: 0,
    deliveredPerSecond: null,
    durationMs: 1,
  }) satisfies CapacityTrial;

const HELD = [trial(6, 'pass'), trial(6, 'pass'), trial(12, 'pass'), trial(12, 'pass')];
const FAILED = [trial(13, 'fail'), trial(13, 'fail')];
const kept = (trials: readonly CapacityTrial[]) =>
  trialsBefore(PLAN, answerOf(PLAN, 'devices', trials, 'interrupted'));

test('those that were judged', () => {
  expect(kept([...HELD, trial(13, 'invalid')])).toEqual(HELD);
  expect(kept([...HELD, trial(13, 'fail')])).toEqual([...HELD, trial(13, 'fail')]);
});

test('a failure whose recovery was not measured is measured again, on the target that then has to recover', () => {
  expect(kept([...HELD, ...FAILED])).toEqual([...HELD, trial(13, 'fail')]);
  const recovered = [...HELD, ...FAILED, trial(12, 'pass', 'recovery')];
  expect(kept(recovered)).toEqual(recovered);
  expect(kept([...HELD, ...FAILED, trial(12, 'fail', 'recovery')])).toEqual([...HELD, trial(13, 'fail')]);
});

test('none of a search with other limits, which are named', () => {
  const before = answerOf(PLAN, 'devices', HELD, 'interrupted');
  expect(otherSearch(before, PLAN, 'devices')).toBe('');
  expect(otherSearch(before, { ...PLAN, to: 20 }, 'devices')).toBe('to 13, now 20');
  expect(otherSearch(before, PLAN, 'users')).toBe('axis devices, now users');
});
