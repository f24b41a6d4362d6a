import { describe, expect, test } from 'vitest';
import { boundsOf, nextStep, recoveryOf, type Search } from '../../../matrix/capacity/search.ts';
import { type FakeSystem, holdsUpTo, hunt, SEARCH } from './fake-system.ts';

describe('a search', () => {
  test('doubles until a load fails, sees whether the target recovers, then bisects to the width', () => {
    const { course, stop, lower, upper } = hunt(holdsUpTo(500), { width: 0.1 });
    expect(course).toEqual([
      ...['100 pass', '100 pass', '200 pass', '200 pass', '400 pass', '400 pass', '800 fail', '800 fail'],
      '400 pass (recovery)',
      ...['566 fail', '566 fail', '476 pass', '476 pass', '519 fail', '519 fail'],
    ]);
    expect({ stop, lower, upper }).toEqual({ stop: 'width reached', lower: 476, upper: 519 });
  });

  test('narrows down to neighbouring whole numbers where the width would need less', () => {
    expect(hunt(holdsUpTo(7), { from: 1, to: 50 })).toMatchObject({
      lower: 7,
      upper: 8,
      stop: 'width reached',
    });
  });

  test('ends with no lower bound when not even the lowest load holds', () => {
    const { course, stop, lower, upper } = hunt(holdsUpTo(99));
    expect({ stop, lower, upper }).toEqual({ stop: 'from fails', lower: null, upper: 100 });
    expect(course).toEqual(['100 fail', '100 fail']);
  });

  test('stops where the bounds are exactly as close as asked', () => {
    expect(hunt(holdsUpTo(5), { from: 4, to: 100, width: 0.5 })).toMatchObject({
      lower: 4,
      upper: 6,
      stop: 'width reached',
    });
  });

  test('ends with no upper bound when the highest load allowed holds, and tries no load beyond it', () => {
    const { trials, stop, lower, upper } = hunt(holdsUpTo(1e9), { to: 700 });
    expect({ stop, lower, upper }).toEqual({ stop: 'to holds', lower: 700, upper: null });
    expect([...new Set(trials.map(({ load }) => load))]).toEqual([100, 200, 400, 700]);
  });

  test('of one load says whether it holds', () => {
    expect(hunt(holdsUpTo(100), { to: 100 })).toMatchObject({ stop: 'to holds', lower: 100, upper: null });
  });
});

describe('one unlucky trial', () => {
  const unluckyAt =
    (load: number, verdict: 'pass' | 'fail'): FakeSystem =>
    (tried, { before }) =>
      tried === load && !before.some((trial) => trial.load === load)
        ? verdict
        : holdsUpTo(500)(tried, { purpose: 'search', before });

  test.each([
    [200, 'fail'],
    [800, 'pass'],
  ] as const)('at %i does not decide: of three two agree', (load, verdict) => {
    const noisy = hunt(unluckyAt(load, verdict));
    const calm = hunt(holdsUpTo(500));
    expect(noisy).toMatchObject({ lower: calm.lower, upper: calm.upper, stop: 'width reached' });
    expect(noisy.trials).toHaveLength(calm.trials.length + 1);
  });
});

describe('a noisy limit', () => {
  test('is bracketed near where loads fail more often than not', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    // Fails never below 800, always from 1,200, in between more and more often.
    const { lower, upper } = hunt((load) => (random() < (load - 800) / 400 ? 'fail' : 'pass'));
    expect(lower).toBeGreaterThan(700);
    expect(upper).toBeLessThan(1250);
  });
});

test('a load that fails caps the answer, although a higher one would hold', () => {
  const gap: FakeSystem = (load) => (load > 300 && load < 500 ? 'fail' : 'pass');
  const { lower, upper } = hunt(gap);
  expect(upper).toBeGreaterThan(300);
  expect(upper).toBeLessThanOrEqual(316);
  expect(lower).toBeLessThanOrEqual(300);
});

test('trials are not in order of load: passes above the lowest failing load are left out', () => {
  const outcome = (load: number, verdict: 'pass' | 'fail') =>
    ({ load, verdict, purpose: 'search', targetDied: false }) as const;
  const trials = [100, 100, 400, 400].map((load) => outcome(load, 'pass'));
  const failing = [200, 200].map((load) => outcome(load, 'fail'));
  expect(boundsOf(SEARCH, [...trials, ...failing])).toMatchObject({ lower: 100, upper: 200 });
});

describe('an invalid trial', () => {
  test('is repeated, and counts neither for nor against the load', () => {
    const once: FakeSystem = (load, { before }) =>
      before.length === 2 ? 'invalid' : holdsUpTo(500)(load, { purpose: 'search', before });
    expect(hunt(once)).toMatchObject({ ...bounds(hunt(holdsUpTo(500))), stop: 'width reached' });
  });

  test('repeated twice in vain ends the search; what held until then is kept', () => {
    const { stop, course, lower, upper } = hunt((load) => (load > 200 ? 'invalid' : 'pass'));
    expect(course.slice(4)).toEqual(['400 invalid', '400 invalid', '400 invalid']);
    expect({ stop, lower, upper }).toEqual({ stop: 'generator limit', lower: 200, upper: null });
  });

  test('with too few samples ends the search at once: what held until then is kept', () => {
    const few = { load: 200, purpose: 'search', verdict: 'invalid', targetDied: false } as const;
    const held = [100, 100].map((load) => ({ ...few, load, verdict: 'pass' as const }));
    const trials = [...held, { ...few, tooFewSamples: true as const }];
    expect(nextStep(SEARCH, trials)).toEqual({ kind: 'done', stop: 'too few samples' });
    expect(boundsOf(SEARCH, trials)).toMatchObject({ lower: 100, upper: null });
    expect(nextStep(SEARCH, [...held, few])).toMatchObject({ kind: 'measure', load: 200 });
  });

  test('may happen once at every load', () => {
    const first: FakeSystem = (load, { purpose, before }) =>
      before.some((trial) => trial.load === load) ? holdsUpTo(500)(load, { purpose, before }) : 'invalid';
    expect(hunt(first)).toMatchObject({ ...bounds(hunt(holdsUpTo(500))), stop: 'width reached' });
  });

  test('does not say whether a target recovers', () => {
    const blind: FakeSystem = (load, { purpose, before }) =>
      purpose === 'recovery' && before.slice(-2).some((trial) => trial.purpose === 'search')
        ? 'invalid'
        : holdsUpTo(500)(load, { purpose, before });
    const { course, trials, stop } = hunt(blind);
    expect(course.slice(8, 11)).toEqual([
      ...['400 invalid (recovery)', '400 invalid (recovery)', '400 pass (recovery)'],
    ]);
    expect([recoveryOf(trials.slice(0, 10)), recoveryOf(trials), stop]).toEqual([
      null,
      'recovers',
      'width reached',
    ]);
  });

  test('every time: nothing is known', () => {
    const { stop, lower, upper, trials } = hunt(() => 'invalid');
    expect({ stop, lower, upper }).toEqual({ stop: 'generator limit', lower: null, upper: null });
    expect(trials).toHaveLength(3);
  });
});

describe('a target that does not recover', () => {
  const neverRecovers: FakeSystem = (load, { before }) =>
    load > 500 || before.some(({ load: past }) => past > 500) ? 'fail' : 'pass';

  test('ends the search: further trials would measure its illness', () => {
    const { stop, lower, upper, course, trials } = hunt(neverRecovers);
    expect({ stop, lower, upper }).toEqual({ stop: 'does not recover', lower: 400, upper: 800 });
    expect(course.slice(-3)).toEqual(['800 fail', '400 fail (recovery)', '400 fail (recovery)']);
    expect(recoveryOf(trials)).toBe('does not recover');
  });

  test('is not said of one that fails once more and then holds again', () => {
    const slow: FakeSystem = (load, { purpose, before }) =>
      purpose === 'recovery' && before.at(-1)?.purpose !== 'recovery'
        ? 'fail'
        : holdsUpTo(500)(load, { purpose, before });
    expect(hunt(slow)).toMatchObject({ ...bounds(hunt(holdsUpTo(500))), stop: 'width reached' });
  });

  test('is looked for by one trial, after the first load that fails, when it recovers', () => {
    const { trials } = hunt(holdsUpTo(500));
    expect(trials.filter(({ purpose }) => purpose === 'recovery')).toHaveLength(1);
  });
});

describe('a target that dies', () => {
  test('is tried once dead at a load it held, and then, started again, searched on', () => {
    let dead = false;
    const mortal: FakeSystem = (load, { purpose }) => {
      // Started again before every trial but the one for recovery.
      if (purpose !== 'recovery') dead = false;
      dead ||= load > 500;
      return dead ? 'dies' : 'pass';
    };
    const { course, stop, lower, upper } = hunt(mortal);
    expect(course.slice(6, 9)).toEqual(['800 fail', '400 fail (recovery)', '800 fail']);
    expect(stop).toBe('width reached');
    expect([lower, upper]).toEqual([Math.max(400, lower ?? 0), Math.min(526, upper ?? 0)]);
    expect((upper ?? 0) / (lower ?? 1)).toBeLessThanOrEqual(1.05);
  });
});

describe('a target that died, was started again, and still fails at a load it held', () => {
  const mortal: FakeSystem = (load, { purpose }) => {
    if (purpose === 'recovery') return 'fail';
    return load > 500 ? 'dies' : 'pass';
  };

  test('does not recover', () => {
    const { course, stop } = hunt(mortal);
    expect(course.slice(6)).toEqual(['800 fail', '400 fail (recovery)', '400 fail (recovery)']);
    expect(stop).toBe('does not recover');
  });

  test('is tried at the same load again when that trial is invalid, dead as it may be', () => {
    const { trials } = hunt(mortal);
    const invalid = { load: 400, purpose: 'recovery', verdict: 'invalid', targetDied: true } as const;
    expect(nextStep(SEARCH, [...trials.slice(0, 7), invalid])).toEqual({
      kind: 'measure',
      load: 400,
      purpose: 'recovery',
    });
  });
});

describe('an answer that is to be held for long', () => {
  test('is confirmed by one trial of its own', () => {
    const { course, confirmed, lower } = hunt(holdsUpTo(500), { confirm: true });
    expect(course.at(-1)).toBe(`${lower} pass (confirm)`);
    expect(confirmed).toBe(true);
  });

  test('is lowered until one is held, and honed in again, when the load fails slowly', () => {
    const drifting: FakeSystem = (load, { purpose }) =>
      load <= (purpose === 'confirm' ? 350 : 500) ? 'pass' : 'fail';
    const { lower, upper, confirmed, stop, trials } = hunt(drifting, { confirm: true });
    expect(lower).toBeLessThanOrEqual(350);
    expect(upper).toBeGreaterThan(350);
    expect((upper ?? 0) / (lower ?? 1)).toBeLessThanOrEqual(1.05);
    expect({ confirmed, stop }).toEqual({ confirmed: true, stop: 'width reached' });
    expect(trials.filter(({ purpose }) => purpose === 'confirm').length).toBeLessThanOrEqual(9);
  });

  const confirmedIn = (system: FakeSystem, search: Partial<Search>): number[] =>
    hunt(system, { ...search, confirm: true })
      .trials.filter(({ purpose }) => purpose === 'confirm')
      .map(({ load }) => load);
  const heldOnlyAt =
    (limit: number, long: number): FakeSystem =>
    (load, { purpose }) =>
      load <= (purpose === 'confirm' ? long : limit) ? 'pass' : 'fail';

  test('is lowered in steps of the width that double', () => {
    const loads = confirmedIn(heldOnlyAt(8000, 1), { from: 1000, to: 8000, width: 0.1 });
    expect(loads).toEqual(
      [0, 1, 3, 7, 15, 31].map((widths) => Math.max(1000, Math.floor(8000 / 1.1 ** widths))),
    );
  });

  test('is lowered by one at least', () => {
    expect(confirmedIn(heldOnlyAt(3, 1), { from: 1, to: 100 })).toEqual([3, 2, 1]);
  });

  test('that fails although no load failed before is looked into: does the target recover?', () => {
    const { course } = hunt(heldOnlyAt(1e9, 300), { to: 400, confirm: true });
    expect(course.slice(6, 8)).toEqual(['400 fail (confirm)', '200 pass (recovery)']);
  });

  test('is none when not even the lowest load is held', () => {
    const drifting: FakeSystem = (load, { purpose }) =>
      purpose === 'confirm' ? 'fail' : holdsUpTo(500)(load, { purpose, before: [] });
    expect(hunt(drifting, { confirm: true })).toMatchObject({
      stop: 'from fails',
      lower: null,
      upper: 100,
      confirmed: false,
    });
  });

  test('stays unconfirmed when the generator cannot hold it', () => {
    const { lower, confirmed, stop } = hunt(
      (load, { purpose }) =>
        purpose === 'confirm' ? 'invalid' : holdsUpTo(500)(load, { purpose, before: [] }),
      { confirm: true },
    );
    expect({ lower: lower !== null, confirmed, stop }).toEqual({
      lower: true,
      confirmed: false,
      stop: 'generator limit',
    });
  });
});

test('the same trials give the same step, so a search can be taken up where it was left', () => {
  const { trials } = hunt(holdsUpTo(500));
  for (let done = 0; done < trials.length; done++) {
    const { load, purpose } = trials[done] as (typeof trials)[number];
    expect(nextStep(SEARCH, trials.slice(0, done))).toEqual({ kind: 'measure', load, purpose });
  }
  expect(nextStep(SEARCH, trials)).toEqual({ kind: 'done', stop: 'width reached' });
});

const bounds = ({ lower, upper }: { lower: number | null; upper: number | null }) => ({ lower, upper });
