/** Which promises a load cannot keep or break, known from its plan before it is put on. Pure. */
import { KINDS } from '../../metrics/kinds.ts';
import { kindsOf, METRICS } from '../../metrics/metrics.ts';
import type { ParsedMetric } from '../../metrics/parse.ts';
import { nearMiss } from '../../text/near-miss.ts';
import type { SloPromise } from '../promise.ts';
import { type KnownPlan, kindOfPlan } from './kinds.ts';

export interface Unfit {
  readonly line: string;
  /** It is a mistake for certain, whatever else the test does. Otherwise another load of the test may be meant. */
  readonly certain: boolean;
}

/** One for each metric that is not of this kind of load, or of a group that the plan does not have. */
export function unfit(plan: KnownPlan, promises: readonly SloPromise[]): Unfit[] {
  const metrics = new Map(
    promises.flatMap(({ objectives }) => objectives.map(({ metric }) => [metric.text, metric] as const)),
  );
  return [...metrics.values()].flatMap((metric) => unfitMetric(plan, metric) ?? []);
}

function unfitMetric(plan: KnownPlan, { text, group, definition }: ParsedMetric): Unfit | null {
  const { name } = definition;
  // A test has loads of one kind alone.
  if (!METRICS[plan.protocol].has(name)) {
    const of = kindsOf(name).join(' and ');
    return {
      line: `Metric "${text}" is measured under ${of} loads, and this is an ${KINDS[plan.protocol].name} load. Take the metric out of the SLO, or judge another load by it.`,
      certain: true,
    };
  }
  const { part, parts } = kindOfPlan(plan);
  const known = parts(plan);
  if (group === null || known.includes(group)) return null;
  const meant = nearMiss(group, known);
  const hint = meant === null ? '' : ` Did you mean "${meant}/${name}"?`;
  return {
    line: `Metric "${text}": the plan has no ${part} "${group}".${hint} It has: ${known.join(', ')}.`,
    certain: meant !== null && withoutDigits(meant) !== withoutDigits(group),
  };
}

/** `device1` and `device2` may be groups of two loads. */
const withoutDigits = (name: string): string => name.replace(/\d/g, '');
