import { describe, expect, test } from 'vitest';
import { answerOf } from '../../../matrix/capacity/answer.ts';
import type { CapacityPlan } from '../../../matrix/capacity/options.ts';
import type { CapacityTrial } from '../../../saved/capacity.ts';
import type { FakeSystem } from './fake-system.ts';
import { holdsUpTo, hunt, SEARCH } from './fake-system.ts';

const PLAN: CapacityPlan = { ...SEARCH, unit: '/s', confirm: false, confirmMs: null };

/** A trial that passes delivers a tenth of its load. */
function answerFrom(system: FakeSystem, plan = PLAN) {
  const { trials, stop } = hunt(system, plan);
  const saved = trials.map(
    (trial, run): CapacityTrial => ({
      ...trial,
      reasons: [],
      slo: [],
      disagreements: [],
      run,
      deliveredPerSecond: trial.verdict === 'pass' ? trial.load / 10 : null,
      durationMs: 1,
    }),
  );
  return answerOf(plan, 'devices', saved, stop);
}

describe('the answer of a search', () => {
  test('lies between the bounds, with what got through at the lower one', () => {
    expect(answerFrom(holdsUpTo(500), { ...PLAN, width: 0.1 })).toMatchObject({
      ...{ axis: 'devices', unit: '/s', from: 100, to: 100_000, widthPercent: 10, confirmMs: null },
      ...{ bounds: 'between', lower: 476, upper: 519, deliveredPerSecond: 47.6 },
      ...{ stop: 'width reached', recovery: 'recovers', confirmed: null },
    });
  });

  test('is at least the highest load where no load failed, and has no upper bound', () => {
    const answer = answerFrom(holdsUpTo(1e9), { ...PLAN, to: 700 });
    expect(answer).toMatchObject({ bounds: 'at least', lower: 700, deliveredPerSecond: 70, recovery: null });
    expect(answer).not.toHaveProperty('upper');
  });

  test('is below the lowest load where that fails, and has no lower bound', () => {
    const answer = answerFrom(holdsUpTo(99));
    expect(answer).toMatchObject({ bounds: 'below', upper: 100, stop: 'from fails' });
    expect(answer).not.toHaveProperty('lower');
  });

  test('is unknown where no trial was valid', () => {
    const answer = answerFrom(() => 'invalid');
    expect(answer).toMatchObject({ bounds: 'unknown', stop: 'generator limit' });
    expect(answer).not.toHaveProperty('lower');
    expect(answer).not.toHaveProperty('upper');
  });

  test('says whether it was held for long, where that was asked', () => {
    const asked = { ...PLAN, confirm: true, confirmMs: 60_000 };
    expect(answerFrom(holdsUpTo(500), asked)).toMatchObject({ confirmed: true, confirmMs: 60_000 });
    const tires: FakeSystem = (load, { purpose }) => (purpose === 'confirm' || load > 500 ? 'fail' : 'pass');
    expect(answerFrom(tires, asked)).toMatchObject({ confirmed: false, bounds: 'below', upper: 100 });
  });

  test('knows nothing of what got through where that was not measured', () => {
    const heldTwice = (...delivered: (number | null)[]) =>
      delivered.map((deliveredPerSecond, run): CapacityTrial => {
        const held = { load: 100, purpose: 'search', verdict: 'pass', targetDied: false } as const;
        return { ...held, reasons: [], slo: [], disagreements: [], run, deliveredPerSecond, durationMs: 1 };
      });
    const deliveredIn = (trials: CapacityTrial[]) => answerOf(PLAN, 'devices', trials, 'interrupted');
    expect(deliveredIn(heldTwice(null, null))).toMatchObject({ lower: 100, deliveredPerSecond: null });
    expect(deliveredIn(heldTwice(null, 10))).toMatchObject({ lower: 100, deliveredPerSecond: 10 });
  });
});
