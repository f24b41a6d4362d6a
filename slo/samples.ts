/** How many samples a latency needs, and how many of them may be missing. */
import { type Statistic, samplesNeeded, tailOf } from '../metrics/statistics.ts';
import { count, formatQuantity } from '../text/quantity.ts';
import { HUNG_TARGET, UNANSWERED_IN_MEAN } from './limits.ts';

/** A percentile of p allows 1 - p without an answer: they are slower than any bound. */
export function unansweredAllowed(statistic: Statistic): number {
  return statistic === 'mean' ? UNANSWERED_IN_MEAN : Math.min(HUNG_TARGET, tailOf(statistic) ?? 1);
}

export const needsMore = (statistic: Statistic, n: number): boolean => n < samplesNeeded(statistic);

/** How many are needed, and how to get them. `more`: 'connect 1,000 clients'; null: seconds of the window. */
export function tooFew(
  { seconds, more }: { readonly seconds: number; readonly more: ((needed: string) => string) | null },
  statistic: Statistic,
  n: number,
): string {
  const needed = samplesNeeded(statistic);
  const lead = `${statistic} needs ${count(needed)} samples, got ${count(n)}`;
  if (more !== null) return `${lead}: ${more(count(needed))}`;
  if (n === 0) return lead;
  const asLong = count(Math.ceil((needed / n) * seconds));
  return `${lead}: at ${formatQuantity(n / seconds, '/s')} the window has to last ${asLong} s, it lasted ${formatQuantity(seconds, 's')}; a higher rate per client does as well`;
}
