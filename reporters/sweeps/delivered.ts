/** What got through under a load, by the best account there is of it. Pure. */
import type { CapacityTrial } from '../../saved/capacity.ts';
import type { SavedCell } from '../../saved/cell.ts';
import type { MetricValue } from '../../saved/slo-row.ts';
import type { Account } from '../account.ts';
import { ALL_KINDS } from '../kinds/kinds.ts';
import { type Searched, trialCell } from './search-as-sweep.ts';

export interface Delivered {
  readonly perSecond: number;
  readonly by: Account;
}

/** From the metrics of one run; null when nothing was measured. */
export function deliveredIn(metrics: Readonly<Record<string, MetricValue>>): Delivered | null {
  // Kinds share no metric that an account rests on.
  for (const by of ALL_KINDS.flatMap(({ accounts }) => accounts)) {
    const perSecond = by.perSecond(metrics);
    if (perSecond !== undefined) return { perSecond, by };
  }
  return null;
}

/** Of a trial of a search, from its saved metrics: a file whose trials say only what was sent is told the same way. */
export const deliveredInTrial = (cell: Searched, trial: CapacityTrial): Delivered | null =>
  deliveredIn(trialCell(cell, trial).metrics);

/** At the lower bound of a search; null where there is none. */
export function deliveredAtBound(cell: Searched): Delivered | null {
  const { capacity } = cell;
  if (!('lower' in capacity)) return null;
  return medianAt(capacity.lower, capacity.trials, (trial) => deliveredInTrial(cell, trial));
}

/** Median of the trials that held the load, the recovery trial left out. */
export function medianAt<T extends { readonly perSecond: number }>(
  load: number,
  trials: readonly CapacityTrial[],
  of: (trial: CapacityTrial) => T | null,
): T | null {
  const rates = trials
    .filter((trial) => trial.load === load && trial.verdict === 'pass' && trial.purpose !== 'recovery')
    .flatMap((trial) => of(trial) ?? [])
    .sort((a, b) => a.perSecond - b.perSecond);
  return rates[Math.floor((rates.length - 1) / 2)] ?? null;
}

/** Of cells of one run each. */
export const deliveredOf = ({ metrics }: SavedCell): Delivered | null => deliveredIn(metrics);
