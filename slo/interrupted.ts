/** What may be said of a load that was interrupted, from what was measured until then. */
import { type Interruption, interruptionText } from '../load/cut-short.ts';
import type { MetricDefinition } from '../metrics/metrics.ts';
import { type Attribution, invalid } from './attribution.ts';
import type { Bound } from './bound.ts';
import type { Measured } from './measured.ts';

/** A count that is not reached might have been by the end; every other breach is one, whatever came after it. */
export function soFar(
  found: Attribution,
  { dimension }: Pick<MetricDefinition, 'dimension'>,
  { operator, ofOffered }: Pick<Bound, 'operator' | 'ofOffered'>,
  { measured, limit }: { readonly measured: Measured; readonly limit: number },
  interruption: Interruption,
): Attribution {
  if (found.verdict === 'pass' || dimension !== 'count' || ofOffered || operator.startsWith('<'))
    return found;
  const below = 'missing' in measured || measured.value <= limit;
  return below ? invalid(interruptionText(interruption)) : found;
}
