import type { Progress } from '../../load/progress.ts';
import type { SearchStanding } from '../../saved/capacity.ts';
import type { Nearest } from '../../slo/nearest.ts';

/** Where the run stands, for the live view. */
export interface Standing {
  readonly title: string;
  readonly done: number;
  /** Null while files are still unread: vitest reads each as its turn comes. */
  readonly total: number | null;
  readonly progress: Progress;
  /** The objective that is nearest to its bound; null where none is known to be. */
  readonly nearest: Nearest | null;
  /** Until the last test ends, as long as the others took; null while nothing tells. */
  readonly runLeftMs: number | null;
  /** Of the capacity search the load belongs to. */
  readonly search: SearchStanding | null;
}
