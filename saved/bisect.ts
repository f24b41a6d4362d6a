/** What a bisect found: `bisect.json`. Plain data; its report is made from it alone. */
import type { AnyCell } from './cell.ts';
import type { Fingerprint } from './results.ts';

export const BISECT_VERSION = 1;

export type BisectVerdict = 'good' | 'bad' | 'skip';

export interface Commit {
  /** Full hash. */
  readonly commit: string;
  readonly subject: string;
}

/** The metric of the cell that is followed from commit to commit. */
export interface Followed {
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly cell: Pick<AnyCell, 'suite' | 'title' | 'parameters' | 'planHash'>;
  /** What all commits are measured on; null: not known. */
  readonly target: Pick<NonNullable<AnyCell['target']>, 'kind' | 'quota'> | null;
}

export interface MeasuredCommit extends Commit {
  readonly verdict: BisectVerdict;
  /** Why, of one that was skipped. */
  readonly reason: string | null;
  /** The metric, one a valid run. */
  readonly samples: readonly number[];
  /** Runs that gave no sample: why, one each. */
  readonly invalid: readonly string[];
}

export interface BisectResult {
  readonly version: typeof BISECT_VERSION;
  readonly tidemark: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Redacted. */
  readonly command: string;
  /** Of the first valid run. */
  readonly environment: Fingerprint['environment'];
  readonly followed: Followed;
  /** Between good and bad: the middle of the medians of both ends. */
  readonly threshold: number;
  /** Commits after the good end, up to the bad one. */
  readonly suspects: number;
  /** In the order of history, both ends included. */
  readonly commits: readonly MeasuredCommit[];
  readonly outcome:
    | { readonly kind: 'found'; readonly first: Commit }
    /** What is left could not be measured: it is one of them. */
    | { readonly kind: 'only skipped'; readonly candidates: readonly Commit[] };
  /** Of `git bisect log`: the order in which commits were tested. */
  readonly log: string;
}
