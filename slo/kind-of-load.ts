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
/** What of a plan is known both before its load and in its results. */
export type PlanOf<R extends { readonly plan: object }> = Omit<R['plan'], 'accounts'>;

export interface KindOfLoad<
  K extends Kind,
  R extends { readonly plan: object },
  S extends Looked<K> = Looked<K>,
> {
  /** Finds windows and groups of one run. */
  scopes(run: R, observation: Observation | null): (window: string, group: string | null) => S | Missing;
  /** What the parts of a plan are called that a metric may name. */
  readonly part: 'group' | 'task';
  /** The names of those parts. */
  parts(plan: PlanOf<R>): readonly string[];
  /** Groups, or tasks, whose metrics are kept beside those over all of them. */
  groups(run: R): readonly string[];
  readonly figures: Readonly<Record<string, FigureRule<S>>>;
  /** Why a latency has no value. */
  whyNoLatency(scope: S, metric: LatencyDefinition<K>): string;
  /** Whose doing it is that a metric has no value. */
  whyMissing(scope: S, metric: MetricDefinition<K>): WhyMissing;
  /** What a latency is a sample of: `messages`. */
  samples(metric: LatencyDefinition<K>): string;
  /** How many samples of a latency the plan offers at most in its measure phase; null: not known. */
  mostSamples(plan: PlanOf<R>, metric: LatencyDefinition<K>, group: string | null): number | null;
  evidence(scope: S): Evidence;
  latencyEvidence(scope: S, metric: LatencyDefinition<K>): LatencyEvidence;
}
