/**
 * The capacity search: what to measure next, from what was measured so far. Pure; it knows loads and verdicts only.
 * Doubling, then geometric bisection, as in RFC 2544 (26.1) and MLRsearch: the lowest load that fails caps the answer.
 */
import type { StopReason, TrialOutcome, TrialPurpose } from '../../saved/capacity.ts';

/** Loads are whole numbers. */
export interface Search {
  readonly from: number;
  readonly to: number;
  /** 0.05: the upper bound is at most 5 % above the lower. */
  readonly width: number;
  /** Whether the answer is held for longer at the end. */
  readonly confirm: boolean;
}

export type Step =
  | { readonly kind: 'measure'; readonly load: number; readonly purpose: TrialPurpose }
  | { readonly kind: 'done'; readonly stop: StopReason };

export interface Bounds {
  /** The highest load that holds below `upper`; held for long when that was asked and got so far. */
  readonly lower: number | null;
  /** The lowest load that fails. */
  readonly upper: number | null;
  readonly confirmed: boolean;
}

/** Of up to three trials at one load two agree. */
const MAJORITY = 2;
/** One and two repeats. */
const MOST_INVALID = 3;

/** The same trials give the same step; a search ends after a bounded number of them. */
export function nextStep(search: Search, trials: readonly TrialOutcome[]): Step {
  if (trials.some(({ tooFewSamples }) => tooFewSamples)) return done('too few samples');
  if (hasTooManyInvalid(trials)) return done('generator limit');
  const recovery = recoveryOf(trials);
  if (recovery === null) {
    const load = loadToRecoverAt(trials);
    if (load !== null) return measure(load, 'recovery');
  }
  // A target that died is started again, so there is more to learn.
  const died = trials.some(({ purpose, targetDied }) => purpose === 'recovery' && targetDied);
  if (recovery === 'does not recover' && !died) return done('does not recover');

  const held = heldOf(trials);
  const next = nextLoad(search, held);
  if (typeof next === 'number') return measure(next, 'search');
  if (!search.confirm || held.lower === null) return done(next);
  const confirming = nextConfirmation(search, trials, held.lower, next);
  return typeof confirming === 'number' ? measure(confirming, 'confirm') : done(confirming);
}

/** What is known so far. */
export function boundsOf(search: Search, trials: readonly TrialOutcome[]): Bounds {
  const upper = least(allFailed(trials));
  const confirmed = search.confirm ? highestBelow(loads(trials, 'confirm', 'pass'), upper) : null;
  return {
    lower: confirmed ?? highestBelow(decided(trials, 'pass'), upper),
    upper,
    confirmed: confirmed !== null,
  };
}

/** One trial, and a second when it fails, since that ends the search; null = not known. */
export function recoveryOf(trials: readonly TrialOutcome[]): 'recovers' | 'does not recover' | null {
  if (loads(trials, 'recovery', 'pass').length > 0) return 'recovers';
  const failed = trials.filter(({ purpose, verdict }) => purpose === 'recovery' && verdict === 'fail');
  const settled = failed.length >= MAJORITY || failed.some(({ targetDied }) => targetDied);
  return settled ? 'does not recover' : null;
}

const done = (stop: StopReason): Step => ({ kind: 'done', stop });
const measure = (load: number, purpose: TrialPurpose): Step => ({ kind: 'measure', load, purpose });

interface Held {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** By search trials alone. */
function heldOf(trials: readonly TrialOutcome[]): Held {
  const upper = least(decided(trials, 'fail'));
  return { lower: highestBelow(decided(trials, 'pass'), upper), upper };
}

function nextLoad({ from, to, width }: Search, { lower, upper }: Held): number | StopReason {
  if (lower === null) return upper === null ? from : 'from fails';
  if (upper === null) return lower >= to ? 'to holds' : Math.min(2 * lower, to);
  return isClose(lower, upper, width) ? 'width reached' : middle(lower, upper);
}

/**
 * The answer first; while nothing is held for long, down from it in steps that double; then up again by bisection.
 * One trial a load: it is long.
 */
function nextConfirmation(
  { from, width }: Search,
  trials: readonly TrialOutcome[],
  answer: number,
  stop: StopReason,
): number | StopReason {
  const failed = loads(trials, 'confirm', 'fail');
  const upper = least(failed);
  const lower = highestBelow(loads(trials, 'confirm', 'pass'), upper);
  if (upper === null) return lower === null ? answer : stop;
  if (lower !== null) return isClose(lower, upper, width) ? 'width reached' : middle(lower, upper);
  if (upper === from) return 'from fails';
  const widths = 2 ** failed.length - 1;
  return Math.max(from, Math.min(upper - 1, Math.floor(answer / (1 + width) ** widths)));
}

/** After the first failure: the highest load that held below it; null when there is nothing to recover to. */
function loadToRecoverAt(trials: readonly TrialOutcome[]): number | null {
  // A dead target is seen to at once: it may be started again only after this trial.
  const killed = trials
    .filter(({ purpose, targetDied }) => targetDied && purpose !== 'recovery')
    .map(({ load }) => load);
  const broken = least([...allFailed(trials), ...killed]);
  return broken === null ? null : highestBelow(decided(trials, 'pass'), broken);
}

function hasTooManyInvalid(trials: readonly TrialOutcome[]): boolean {
  const invalid = trials.filter(({ verdict }) => verdict === 'invalid');
  const same = Map.groupBy(invalid, ({ purpose, load }) => `${purpose} ${load}`);
  return [...same.values()].some(({ length }) => length >= MOST_INVALID);
}

const loads = (trials: readonly TrialOutcome[], purpose: TrialPurpose, verdict: 'pass' | 'fail'): number[] =>
  trials.filter((trial) => trial.purpose === purpose && trial.verdict === verdict).map(({ load }) => load);

/** Loads at which two search trials agree. */
function decided(trials: readonly TrialOutcome[], verdict: 'pass' | 'fail'): number[] {
  const votes = Map.groupBy(loads(trials, 'search', verdict), (load) => load);
  return [...votes].flatMap(([load, { length }]) => (length >= MAJORITY ? [load] : []));
}

/** Loads that fail, in the search or when they are held for long. */
const allFailed = (trials: readonly TrialOutcome[]): number[] => [
  ...decided(trials, 'fail'),
  ...loads(trials, 'confirm', 'fail'),
];

const least = (values: readonly number[]): number | null => (values.length > 0 ? Math.min(...values) : null);

function highestBelow(values: readonly number[], cap: number | null): number | null {
  const below = values.filter((value) => cap === null || value < cap);
  return below.length > 0 ? Math.max(...below) : null;
}

const isClose = (lower: number, upper: number, width: number): boolean =>
  upper <= lower * (1 + width) || upper - lower <= 1;

/** Whole, and strictly between two loads that are not close. */
const middle = (lower: number, upper: number): number => Math.round(Math.sqrt(lower * upper));
