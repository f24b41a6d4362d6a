/** One way in which it is known what got through under a load. */
import type { MetricValue } from '../saved/slo-row.ts';

export interface Account {
  /** What got through is called: `received by the broker`. */
  readonly name: string;
  /** What is said of it: `were received by the broker, as it counts itself`. */
  readonly sentence: string;
  /** How far it can be relied on, where that has to be said. */
  readonly meaning: string | null;
  /** It is more than the rate achieved, under another name. */
  readonly tellsMore: boolean;
  /** What is counted where that is not the work of the kind: `connections`. */
  readonly work?: string;
  /** From the metrics of one run; undefined where it does not say. */
  readonly perSecond: (metrics: Readonly<Record<string, MetricValue>>) => number | undefined;
}
