import type { Observation } from '../../saved/observation.ts';
import type { AnyRunResult } from '../../saved/runs.ts';
import type { BaselineLookup } from '../baseline.ts';
import type { Judgement } from './judge.ts';

/** What `expect(…).toMeet(promise)` takes: a run, what was observed meanwhile, and the window to judge. */
export interface Judgeable {
  readonly run: AnyRunResult;
  readonly observation: Observation | null;
  /** 'measure' is the whole measure phase. Not `window`: a result has a method of that name. */
  readonly windowName: string;
  /** What bounds relative to a baseline are held against. */
  readonly baseline?: BaselineLookup;
  /**
   * Told every judgement, met or not, so that it can be saved. `promised`: not under `.not`, where the rows say the contrary of
   * what was asserted.
   */
  onJudged?(judgement: Judgement, promised: boolean): void;
}
