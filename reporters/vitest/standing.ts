import type { Progress } from '../../load/progress.ts';
import type { SearchStanding } from '../../saved/capacity.ts';

/** Where the run stands, for the live line. */
export interface Standing {
  readonly title: string;
  readonly done: number;
  /** Null while files are still unread: vitest reads each as its turn comes. */
  readonly total: number | null;
  readonly progress: Progress;
  /** Of the capacity search the load belongs to. */
  readonly search: SearchStanding | null;
}
