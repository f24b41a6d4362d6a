/** A promise: service level objectives, checked when written down, before any load. */
import type {
  BaseMetricOf,
  GroupMetricOf,
  GroupOfferedMetricOf,
  MetricDefinition,
  OfferedMetricOf,
} from '../metrics/metrics.ts';
import { MetricError, type ParsedMetric, parseMetric } from '../metrics/parse.ts';
import type { Dimension } from '../metrics/row.ts';
import type { Bound } from './bound.ts';
import { type BoundOf, type OfferedBound, parseBound } from './bound-text.ts';
import { SloError } from './slo-error.ts';

type ObjectivesOf<D extends Dimension> = {
  readonly [M in Exclude<BaseMetricOf<D>, OfferedMetricOf<D>>]?: BoundOf<D>;
} & { readonly [M in OfferedMetricOf<D>]?: BoundOf<D> | OfferedBound } & {
  readonly [M in Exclude<GroupMetricOf<D>, GroupOfferedMetricOf<D>>]: BoundOf<D>;
} & { readonly [M in GroupOfferedMetricOf<D>]: BoundOf<D> | OfferedBound };

/** `${string}` fits nothing, too; a group has a name. */
interface NamedGroups {
  readonly [unnamed: `/${string}`]: never;
}

/** Metric name to bound; a typo in either is a compile error. */
export type Objectives = NamedGroups &
  ObjectivesOf<'time'> &
  ObjectivesOf<'rate'> &
  ObjectivesOf<'count'> &
  ObjectivesOf<'percent'> &
  ObjectivesOf<'size'> &
  ObjectivesOf<'ratio'>;

/** `warn` holds soft objectives: reported, never failing. */
export type PromiseInput = Objectives & { readonly warn?: Objectives };

export interface Objective {
  readonly metric: ParsedMetric;
  readonly bound: Bound;
  readonly soft: boolean;
}

/** A checked promise; frozen. */
export interface SloPromise {
  readonly objectives: readonly Objective[];
}

/**
 * Checks and freezes a promise:
 * `slo({ 'devices/publish.ack.p99': '< 100ms', lost: '= 0', warn: { 'target.cpu': '< 80%' } })`.
 * Throws SloError naming everything that is wrong with it.
 */
export function slo(input: PromiseInput): SloPromise {
  const { warn = {}, ...hard } = input;
  const problems: string[] = [];
  const objectives = [...read(hard, false, problems), ...read(warn, true, problems)];
  if (problems.length > 0) throw new SloError(problems.join('\n'));
  if (objectives.length === 0) {
    throw new SloError(
      "A promise needs at least one objective, like { 'publish.ack.p99': '< 100ms' }; got none.",
    );
  }
  return Object.freeze({ objectives: Object.freeze(objectives) });
}

function read(input: object, soft: boolean, problems: string[]): Objective[] {
  const objectives: Objective[] = [];
  for (const [name, text] of Object.entries(input)) {
    try {
      const metric = parseMetric(name);
      const parsed = parseBound(bound(text, metric.definition), metric.definition);
      if (parsed.ofOffered && metric.group !== null) refuseGroup(metric);
      objectives.push(Object.freeze({ metric, bound: parsed, soft }));
    } catch (error) {
      if (!(error instanceof SloError || error instanceof MetricError)) throw error;
      problems.push(error.message);
    }
  }
  return objectives;
}

function refuseGroup({ text, definition }: ParsedMetric): void {
  if (definition.kind === 'figure' && definition.ofOffered === 'each group') return;
  throw new SloError(
    `Metric "${text}": the plan offers it to all groups or tasks together, not to one; write "${definition.name}".`,
  );
}

/** JavaScript users have no compiler: a number or null is not a bound. */
function bound(text: unknown, metric: MetricDefinition): string {
  if (typeof text === 'string') return text;
  throw new SloError(
    `${metric.name} needs a bound written as text, like '< 100ms' or '= 0'; got ${JSON.stringify(text)}.`,
  );
}
