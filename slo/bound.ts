/** Bounds as users write them: `'< 100ms'`, `'= 0'`, `'>= 5000/s'`, `'>= 99% of offered'`, `'<= baseline + 10%'`. */
import type { AnyDefinition, BaseMetric, Dimension } from '../metrics/metrics.ts';
import { SloError } from '../metrics/slo-error.ts';
import { type Duration, durationMs, type Rate, ratePerSecond, type Size, sizeBytes } from '../text/units.ts';
import { baselineChange } from './baseline.ts';

export type Operator = '<' | '<=' | '=' | '>=' | '>';
type Space = '' | ' ';
type Comparison<Q extends string> = `${Operator}${Space}${Q}`;
interface QuantityOf {
  time: Duration;
  rate: Rate;
  count: `${number}`;
  percent: `${number}%`;
  size: Size;
  ratio: `${number}`;
}
/** A bound relative to what was measured before, of any metric. */
type BaselineBound = Comparison<'baseline' | `baseline${Space}${'+' | '-'}${Space}${number}%`>;
/** A bound on a metric of dimension D. */
export type BoundOf<D extends Dimension> = Comparison<QuantityOf[D]> | BaselineBound;
/** A bound relative to what the plan offered. */
export type RelativeBound = Comparison<`${number}% of offered`>;

/** Metrics that may be bounded by a share of the offered load. */
export const RELATIVE_METRICS = [
  'publish.rate',
  'sent',
  'acknowledged',
  'http.rate',
] as const satisfies BaseMetric[];
export type RelativeMetric = (typeof RELATIVE_METRICS)[number];

export interface Bound {
  /** As written. */
  readonly text: string;
  readonly operator: Operator;
  /**
   * In the metric's canonical unit (ms, /s, B, %, count), a percentage when `ofOffered`, or the signed percentage by
   * which it differs from the baseline when `ofBaseline`.
   */
  readonly limit: number;
  readonly ofOffered: boolean;
  readonly ofBaseline?: true;
}

const QUANTITIES: Record<
  Dimension,
  { readonly kind: string; readonly example: string; readonly parse: (text: string) => number }
> = {
  time: { kind: 'a time', example: '< 100ms', parse: durationMs },
  rate: { kind: 'a rate', example: '>= 5000/s', parse: ratePerSecond },
  count: { kind: 'a bare number', example: '= 0', parse: bareNumber },
  percent: { kind: 'a percentage', example: '< 80%', parse: percentage },
  size: { kind: 'a size', example: '<= 64MB', parse: sizeBytes },
  ratio: { kind: 'a bare number', example: '< 1.2', parse: bareNumber },
};

/** Reads a bound for a metric. Throws SloError naming the metric, what was required and an example. */
export function parseBound(text: string, metric: AnyDefinition): Bound {
  const { kind, example, parse } = QUANTITIES[metric.dimension];
  const required = `${metric.name} needs an operator (< <= = >= >) and ${kind}, like '${example}'; got '${text}'.`;
  const match = /^\s*(<=|>=|<|>|=)\s*([^<>=\s].*?)(\s+of offered)?\s*$/.exec(text);
  if (!match) throw new SloError(required);
  const operator = match[1] as Operator;
  const ofOffered = match[3] !== undefined;
  if (ofOffered && !RELATIVE_METRICS.some((name) => name === metric.name)) {
    throw new SloError(`${required} 'of offered' goes with ${RELATIVE_METRICS.join(', ')} only.`);
  }
  let limit: number;
  try {
    const change = ofOffered ? null : baselineChange(match[2]!);
    if (change !== null)
      return Object.freeze({ text, operator, limit: change, ofOffered: false, ofBaseline: true });
    limit = ofOffered ? percentage(match[2]!) : parse(match[2]!);
  } catch (error) {
    if (error instanceof RangeError) throw new SloError(`${required} ${error.message}`, { cause: error });
    throw error;
  }
  if (limit === 0 && (operator === '<' || operator === '>=')) {
    throw new SloError(
      `'${text}' says nothing about ${metric.name}, which is never negative: it ${operator === '<' ? 'can never' : 'always does'} hold.`,
    );
  }
  return Object.freeze({ text, operator, limit, ofOffered });
}

/** Whether `value` keeps the bound; `limit` in the value's unit. */
export function holds(operator: Operator, value: number, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '=':
      return value === limit;
    case '>=':
      return value >= limit;
    case '>':
      return value > limit;
  }
}

/** Distance to the bound in percent of it, positive = room left; null when the bound is 0. */
export function marginPercent(operator: Operator, value: number, limit: number): number | null {
  if (limit === 0) return null;
  const room =
    operator === '=' ? -Math.abs(value - limit) : operator.startsWith('<') ? limit - value : value - limit;
  return room === 0 ? 0 : (100 * room) / limit;
}

function bareNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new RangeError(`A number without a unit is required; got "${text}".`);
  return Number(text);
}

function percentage(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  if (!match) throw new RangeError(`A percentage is required, like '80%'; got "${text}".`);
  return Number(match[1]);
}
