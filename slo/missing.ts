/** Whose doing is it that there is no figure? Missing data never passes. */
import type { MetricDefinition } from '../metrics/metrics.ts';
import type { Source } from '../metrics/row.ts';
import { type Attribution, fail, invalid } from './attribution.ts';

/** They are observed, not answered: that they are missing says nothing about the target. */
const OBSERVED: ReadonlySet<Source> = new Set(['broker', 'generator', 'system', 'target']);

/** Each in words; null: nothing of the kind. */
export interface WhyMissing {
  /** The plan itself holds nothing that could be measured. */
  readonly unattainable: boolean;
  /** What the target did wrong that explains it. */
  readonly byTarget: string | null;
  readonly byGenerator: string | null;
}

/** A fail where the target is why there is no figure, else invalid. */
export function attributeMissing(
  { source }: Pick<MetricDefinition, 'source'>,
  { unattainable, byTarget, byGenerator }: WhyMissing,
): Attribution {
  if (OBSERVED.has(source) || unattainable) return invalid('');
  if (byTarget !== null) return fail(byTarget);
  return invalid(byGenerator ?? '');
}
