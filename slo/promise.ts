/** A promise: service level objectives, checked when written down, before any load. */
import {
  type AnyDefinition,
  type BaseMetricOf,
  type Dimension,
  type GroupMetricOf,
  type ParsedMetric,
  parseMetric,
} from '../metrics/metrics.ts';
import { SloError } from '../metrics/slo-error.ts';
import { type Bound, type BoundOf, parseBound, type RelativeBound, type RelativeMetric } from './bound.ts';

type ObjectivesOf<D extends Dimension> = {
  readonly [M in Exclude<BaseMetricOf<D>, RelativeMetric>]?: BoundOf<D>;
} & { readonly [M in Exclude<GroupMetricOf<D>, `${string}/${RelativeMetric}`>]: BoundOf<D> };

interface RelativeObjectives {
  readonly 'publish.rate'?: BoundOf<'rate'> | RelativeBound;
  readonly [publishRate: `${string}/publish.rate`]: BoundOf<'rate'> | RelativeBound;
  readonly sent?: BoundOf<'count'> | RelativeBound;
  readonly [sent: `${string}/sent`]: BoundOf<'count'> | RelativeBound;
  readonly acknowledged?: BoundOf<'count'> | RelativeBound;
  readonly [acknowledged: `${string}/acknowledged`]: BoundOf<'count'> | RelativeBound;
  /** Of open arrivals, all tasks together. */
  readonly 'http.rate'?: BoundOf<'rate'> | RelativeBound;
  readonly [httpRate: `${string}/http.rate`]: BoundOf<'rate'>;
}

/** `${string}` fits nothing, too; a group has a name. */
interface NamedGroups {
  readonly [unnamed: `/${string}`]: never;
}

/** Metric name to bound; a typo in either is a compile error. */
export type Objectives = RelativeObjectives &
  NamedGroups &
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
      if (parsed.ofOffered && metric.group !== null && metric.definition.name === 'http.rate') {
        throw new SloError(
          `Metric "${name}": each arrival draws its task, so only all tasks together have an offered rate; write "http.rate".`,
        );
      }
      objectives.push(Object.freeze({ metric, bound: parsed, soft }));
    } catch (error) {
      if (!(error instanceof SloError)) throw error;
      problems.push(error.message);
    }
  }
  return objectives;
}

/** JavaScript users have no compiler: a number or null is not a bound. */
function bound(text: unknown, metric: AnyDefinition): string {
  if (typeof text === 'string') return text;
  throw new SloError(
    `${metric.name} needs a bound written as text, like '< 100ms' or '= 0'; got ${JSON.stringify(text)}.`,
  );
}
