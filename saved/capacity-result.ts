/** What a capacity search found. Plain data, JSON-safe; saved in its cell. */
import type { SloRow, Verdict } from './results.ts';

/** `search`: does this load hold? `recovery`: does the target still hold what it held? `confirm`: for long? */
export type TrialPurpose = 'search' | 'recovery' | 'confirm';

/** All that decides where a search goes next. */
export interface TrialOutcome {
  readonly load: number;
  readonly purpose: TrialPurpose;
  readonly verdict: Verdict;
  /** The target's process was gone afterwards. */
  readonly targetDied: boolean;
}

export interface CapacityTrial extends TrialOutcome {
  /** Why, when not a pass. */
  readonly reasons: readonly string[];
  readonly slo: readonly SloRow[];
  /** As in a cell. */
  readonly disagreements: readonly string[];
  /** Index into the runs of the cell; null when nothing was started. */
  readonly run: number | null;
  /** Work that got through, by the best account of it (`delivered.ts`). Null when nothing was measured. */
  readonly deliveredPerSecond: number | null;
  readonly durationMs: number;
}

/**
 * - `width reached`: the bounds are as close as asked.
 * - `to holds`: the highest load allowed holds. `from fails`: the lowest one does not.
 * - `generator limit`: a load could not be judged, nor when repeated twice.
 * - `does not recover`: the target no longer held what it had held, so further trials would measure its illness.
 * - `interrupted`: ended from outside, before its end.
 */
export type StopReason =
  | 'width reached'
  | 'to holds'
  | 'from fails'
  | 'generator limit'
  | 'does not recover'
  | 'interrupted';

interface Frame {
  /** What the load counts: `clients`. */
  readonly axis: string;
  /** '/s' when the load is a rate. */
  readonly unit: '' | '/s';
  readonly from: number;
  readonly to: number;
  /** Upper over lower bound, less 100. */
  readonly widthPercent: number;
  readonly confirmMs: number | null;
  readonly trials: readonly CapacityTrial[];
  readonly stop: StopReason;
  /** Null: never failed, or nothing had held before. */
  readonly recovery: 'recovers' | 'does not recover' | null;
  /** The lower bound was held for `confirmMs`; null when not asked. */
  readonly confirmed: boolean | null;
}

/** No number where there is none: `at least` has no upper bound, `below` no lower one, `unknown` neither. */
export type CapacityResult = Frame &
  (
    | {
        readonly bounds: 'between';
        /** The highest load that holds below the lowest that fails. */
        readonly lower: number;
        /** The lowest load that fails. */
        readonly upper: number;
        /** At the lower bound. */
        readonly deliveredPerSecond: number | null;
      }
    | { readonly bounds: 'at least'; readonly lower: number; readonly deliveredPerSecond: number | null }
    | { readonly bounds: 'below'; readonly upper: number }
    | { readonly bounds: 'unknown' }
  );

/** Where a search stands, for the live line. */
export interface SearchStanding {
  readonly axis: string;
  readonly unit: '' | '/s';
  /** Of the trial under way, from 1. */
  readonly trial: number;
  readonly load: number;
  readonly purpose: TrialPurpose;
  readonly lower: number | null;
  readonly upper: number | null;
}
