/** How a metric that is no latency is measured and judged. */
import type { FigureDefinition } from '../metrics/metrics.ts';
import type { MetricValue } from '../saved/slo-row.ts';
import { type Attribution, disturbed, fail, invalid, PASS } from './attribution.ts';
import { holds, type Operator } from './bound.ts';
import type { Evidence } from './evidence.ts';
import type { Figure, Missing } from './measured.ts';

/** A bound that a figure does not keep; both in the metric's unit. */
export interface FigureBreach {
  readonly operator: Operator;
  readonly limit: number;
  readonly value: number;
}

/** `S`: the part of a run that is looked at. */
export interface FigureRule<S> {
  value(scope: S): Figure;
  /** What the plan offered, for bounds like '>= 99% of offered': counted, and in how many seconds where it is a rate. */
  offered?(scope: S): { readonly count: number; readonly seconds: number } | Missing;
  /** Whose doing a breach is; absent: the target's. */
  blame?(scope: S, breach: FigureBreach): Attribution;
}

export function attributeFigure<S>(
  { evidence, rule, scope }: { readonly evidence: Evidence; readonly rule: FigureRule<S>; readonly scope: S },
  { source, setup }: FigureDefinition,
  { operator, limit }: { readonly operator: Operator; readonly limit: number },
  { value }: MetricValue,
): Attribution {
  const met = holds(operator, value, limit);
  if (source === 'generator')
    return met ? PASS : disturbed(`the generator was too busy; add agents or ${evidence.lighter}`);
  if (source === 'plan')
    return met ? PASS : invalid('the plan offers exactly this; change the plan or the bound');
  if (!met) return rule.blame?.(scope, { operator, limit, value }) ?? fail();
  const light = setup ? null : evidence.notOffered;
  return light === null ? PASS : disturbed(light);
}
