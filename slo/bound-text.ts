/** Bounds as users write them: `'< 100ms'`, `'= 0'`, `'>= 5000/s'`, `'>= 99% of offered'`, `'<= baseline + 10%'`. */
import { type MetricDefinition, OFFERED_METRICS } from '../metrics/metrics.ts';
import type { Dimension } from '../metrics/row.ts';
import {
  type Duration,
  durationMs,
  percentage,
  type Rate,
  ratePerSecond,
  type Size,
  sizeBytes,
} from '../text/units.ts';
import type { Bound, Operator } from './bound.ts';
import { SloError } from './slo-error.ts';

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
export type OfferedBound = Comparison<`${number}% of offered`>;

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
export function parseBound(text: string, metric: MetricDefinition): Bound {
  const { kind, example, parse } = QUANTITIES[metric.dimension];
  const required = `${metric.name} needs an operator (< <= = >= >) and ${kind}, like '${example}'; got '${text}'.`;
  const match = /^(<=|>=|<|>|=)\s*([^<>=\s].*)$/.exec(text.trim());
  if (!match) throw new SloError(required);
  const operator = match[1] as Operator;
  const ofOffered = /\sof offered$/.test(match[2]!);
  const quantity = ofOffered ? match[2]!.slice(0, -' of offered'.length).trimEnd() : match[2]!;
  if (ofOffered && !OFFERED_METRICS.includes(metric.name))
    throw new SloError(`${required} 'of offered' goes with ${OFFERED_METRICS.join(', ')} only.`);
  let limit: number;
  try {
    const change = ofOffered ? null : baselineChange(quantity);
    if (change !== null)
      return Object.freeze({ text, operator, limit: change, ofOffered: false, ofBaseline: true });
    limit = ofOffered ? percentage(quantity) : parse(quantity);
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

/**
 * What stands for `baseline + 10%`: signed percent; 0 for `baseline` alone, null for anything else.
 * Throws RangeError when the change makes no sense.
 */
function baselineChange(text: string): number | null {
  if (!/^baseline\b/.test(text)) return null;
  const match = /^baseline(?:\s*([+-])\s*(\d+(?:\.\d+)?)\s*%)?$/.exec(text);
  if (!match) throw new RangeError(`'baseline' goes alone or with a percentage, like '<= baseline + 10%'.`);
  const percent = Number(match[2] ?? 0);
  if (match[1] !== '-') return percent;
  if (percent >= 100) throw new RangeError('Less than 100 % can be taken from a baseline.');
  return -percent;
}

function bareNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new RangeError(`A number without a unit is required; got "${text}".`);
  return Number(text);
}
