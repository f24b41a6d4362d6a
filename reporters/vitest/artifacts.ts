/** What a test process tells the reporter while tests run; carried as vitest artifacts. */
import type { TestArtifactBase } from 'vitest';
import type { Progress } from '../../load/progress.ts';
import type { SearchStanding } from '../../saved/capacity.ts';
import type { AnyCell } from '../../saved/cell.ts';
import type { Protocol } from '../../saved/runs.ts';
import type { Nearest } from '../../slo/nearest.ts';

/** Once a second while a run goes on. */
export interface ProgressArtifact extends TestArtifactBase {
  readonly type: 'tidemark:progress';
  readonly progress: Progress;
  /** Of the promises that the test file has made, the objective that is nearest to its bound. */
  readonly nearest: Nearest | null;
}

/** Before each trial of a capacity search. */
export interface SearchArtifact extends TestArtifactBase {
  readonly type: 'tidemark:search';
  readonly standing: SearchStanding;
}

/** One line for people: which broker `auto` took. */
export interface NoticeArtifact extends TestArtifactBase {
  readonly type: 'tidemark:notice';
  readonly line: string;
}

/** A finished cell, judged. */
export interface CellArtifact extends TestArtifactBase {
  readonly type: 'tidemark:cell';
  /** The kinds of load whose results it belongs to; empty: it has nothing to do with any, and stands in all. */
  readonly protocols: readonly Protocol[];
  readonly cell: AnyCell;
  /** Metrics its bounds looked for in the baseline, to be saved from this run. */
  readonly awaited: readonly string[];
  /** It was disturbed and is measured again: its next attempt takes its place. */
  readonly again: boolean;
}

/** What a capacity search has measured so far, after a trial. */
export interface TrialArtifact extends TestArtifactBase {
  readonly type: 'tidemark:trial';
  readonly protocols: readonly Protocol[];
  /** As if the search had been interrupted. */
  readonly cell: Omit<AnyCell, 'runs'>;
  /** Those that were not told before. */
  readonly runs: AnyCell['runs'];
}

declare module 'vitest' {
  interface TestArtifactRegistry {
    'tidemark:progress': ProgressArtifact;
    'tidemark:search': SearchArtifact;
    'tidemark:notice': NoticeArtifact;
    'tidemark:cell': CellArtifact;
    'tidemark:trial': TrialArtifact;
  }

  interface TaskMeta {
    /** Set by `sweep`. */
    tidemark?: {
      readonly title: string;
      readonly parameters: Readonly<Record<string, string | number | boolean>>;
    };
    /** Set by `capacity`. */
    tidemarkSearch?: true;
  }
}
