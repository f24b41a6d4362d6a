/** How many samples a latency needs, and how many of them may be missing. */
import { WHOLE_PHASE } from '../metrics/names.ts';
import { STATISTICS, type Statistic, samplesNeeded, tailOf } from '../metrics/statistics.ts';
import { count, formatExactly } from '../text/quantity.ts';
import { HUNG_TARGET, UNANSWERED_IN_MEAN } from './limits.ts';

/** A percentile of p allows 1 - p without an answer: they are slower than any bound. */
export function unansweredAllowed(statistic: Statistic): number {
  return statistic === 'mean' ? UNANSWERED_IN_MEAN : Math.min(HUNG_TARGET, tailOf(statistic) ?? 1);
}

export const needsMore = (statistic: Statistic, n: number): boolean => n < samplesNeeded(statistic);

/** What a latency is a sample of, and what there has to be more of. */
export interface Sampled {
  readonly seconds: number;
  /** `messages`, `log-ins`. */
  readonly samples: string;
  /** What has to last longer: the measure phase, or a window of it. Null: time brings no more of them. */
  readonly lasting: 'measure phase' | 'window' | null;
}

interface Looked {
  readonly window: object;
  readonly run: { readonly windows: Readonly<Record<string, object>> };
}

/** What has to last longer for more samples of what is looked at. */
export const lastingIn = ({ window, run }: Looked): NonNullable<Sampled['lasting']> =>
  window === run.windows[WHOLE_PHASE] ? 'measure phase' : 'window';

/** `p99 needs 1,000 messages, got 617 in 10 s: measure at least 17 s, or judge p95`. At the rate that was achieved. */
export function tooFew(
  { seconds, samples, lasting }: Sampled,
  statistic: Statistic,
  n: number,
  got = 'got',
): string {
  const needed = samplesNeeded(statistic);
  const lead = `${statistic} needs ${count(needed)} ${samples}, ${got} ${count(n)}`;
  if (n === 0) return lead;
  if (lasting === null) return `${lead}: judge ${highestFor(n)}`;
  const asLong = `at least ${count(Math.ceil((needed / n) * seconds))} s`;
  const longer = lasting === 'window' ? `make the window ${asLong} long` : `measure ${asLong}`;
  return `${lead} in ${formatExactly(seconds, 's')}: ${longer}, or judge ${highestFor(n)}`;
}

/** The highest percentile that `n` samples suffice for. */
function highestFor(n: number): Statistic {
  const percentiles = (Object.keys(STATISTICS) as Statistic[]).filter((one) => one.startsWith('p'));
  return percentiles.findLast((one) => !needsMore(one, n)) ?? 'max';
}
