/** What a kind of load adds to the judge. */
import type { Histogram } from '../load/histogram.ts';
import type { Kind } from '../metrics/kinds.ts';
import type { LatencyDefinition, LatencyFamily, MetricDefinition } from '../metrics/metrics.ts';
import type { Observation } from '../saved/observation.ts';
import type { Evidence } from './evidence.ts';
import type { FigureRule } from './figure-rule.ts';
import type { LatencyEvidence } from './latency.ts';
import type { Missing } from './measured.ts';
import type { WhyMissing } from './missing.ts';

/** A window of a run, and one group of it or all. */
export interface Looked<K extends Kind> {
  histogram(family: LatencyFamily<K>): Histogram | null;
}

/** `R`: a run that was measured; `S`: the part of it that one objective looks at. */
export interface KindOfLoad<K extends Kind, R, S extends Looked<K> = Looked<K>> {
  /** Finds windows and groups of one run. */
  scopes(run: R, observation: Observation | null): (window: string, group: string | null) => S | Missing;
  /** Groups, or tasks, whose metrics are kept beside those over all of them. */
  groups(run: R): readonly string[];
  readonly figures: Readonly<Record<string, FigureRule<S>>>;
  /** Why a latency has no value. */
  whyNoLatency(scope: S, metric: LatencyDefinition<K>): string;
  /** Whose doing it is that a metric has no value. */
  whyMissing(scope: S, metric: MetricDefinition<K>): WhyMissing;
  evidence(scope: S): Evidence;
  latencyEvidence(scope: S, metric: LatencyDefinition<K>): LatencyEvidence;
}
