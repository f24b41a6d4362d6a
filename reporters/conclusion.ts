import type { SavedCell } from '../saved/cell.ts';

/** What came of a run of test files, of whatever kinds of load. */
export interface Conclusion {
  /** In one sentence. */
  readonly outcome: string;
  /** What kept tests from being judged. */
  readonly problems: readonly string[];
  readonly cells: readonly SavedCell[];
}
