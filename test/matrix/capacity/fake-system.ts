/** Systems that are not there: a verdict for every trial, at no cost. Only for the logic of the search. */
import { boundsOf, nextStep, type Search, type Step } from '../../../matrix/capacity/search.ts';
import type { StopReason, TrialOutcome } from '../../../saved/capacity.ts';

/** `before` is all that happened to the system. */
export type FakeSystem = (
  load: number,
  trial: Pick<TrialOutcome, 'purpose'> & { readonly before: readonly TrialOutcome[] },
) => TrialOutcome['verdict'] | 'dies';

export const holdsUpTo =
  (limit: number): FakeSystem =>
  (load) =>
    load <= limit ? 'pass' : 'fail';

export const SEARCH: Search = { from: 100, to: 100_000, width: 0.05, confirm: false };

/** A search that does not end by itself is a defect. */
const FAR_TOO_MANY = 1000;

export interface Hunted {
  readonly stop: StopReason;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly confirmed: boolean;
  readonly trials: readonly TrialOutcome[];
  /** `400 pass`, `800 fail`, `400 pass (recovery)` */
  readonly course: readonly string[];
}

export function hunt(system: FakeSystem, asked: Partial<Search> = {}): Hunted {
  const search = { ...SEARCH, ...asked };
  const trials: TrialOutcome[] = [];
  let step: Step = nextStep(search, trials);
  while (step.kind === 'measure') {
    if (trials.length > FAR_TOO_MANY) throw new Error('the search does not end');
    const { load, purpose } = step;
    const verdict = system(load, { purpose, before: trials });
    const died = verdict === 'dies';
    trials.push({ load, purpose, verdict: died ? 'fail' : verdict, targetDied: died });
    step = nextStep(search, trials);
  }
  const course = trials.map(
    ({ load, purpose, verdict }) => `${load} ${verdict}${purpose === 'search' ? '' : ` (${purpose})`}`,
  );
  return { stop: step.stop, ...boundsOf(search, trials), trials, course };
}
