/** What the agents of a run have reported, or why there is nothing. */
import type { Interruption } from '../cut-short.ts';
import type { AgentReport } from '../generator.ts';
import type { KindTypes, Obstacle } from '../kind.ts';

export type Outcome<K extends KindTypes> = {
  /** Start of the measure phase, wall clock; null = it did not come to it. */
  readonly startedAt: string | null;
  readonly series: K['series'];
} & (
  | {
      readonly reports: readonly (K['report'] & AgentReport)[];
      readonly measureStartUs: number;
      /** How much of the measure phase was carried out; null = all of it. */
      readonly afterMs: number | null;
      /** Null = it came to its end. */
      readonly interrupted: Interruption | null;
    }
  | Obstacle
);
