/** What got through under a load, by the best account there is of it. Pure. */
import type { CapacityTrial } from '../saved/capacity.ts';
import type { SavedCell } from '../saved/cell.ts';
import type { MetricValue } from '../saved/slo-row.ts';
import { type Searched, trialCell } from './trials.ts';

/**
 * Best first; whoever publishes only is not told what arrives.
 * - `delivered`: to the subscribers. `served`: pages.
 * - `received`: by the broker, as it counts itself (`$SYS`).
 * - `acknowledged`: QoS 1.
 * - `sent`: nobody says what became of it.
 */
export type Account = 'delivered' | 'served' | 'received' | 'acknowledged' | 'sent';

export interface Delivered {
  readonly perSecond: number;
  readonly by: Account;
}

/**
 * From the metrics of one run; null when nothing was measured. `received` and `acknowledged` count a part of the messages (no
 * retained ones in mosquitto, none of QoS 0): their share of that part, of the rate offered.
 */
export function deliveredIn(metrics: Readonly<Record<string, MetricValue>>): Delivered | null {
  const { 'publish.offered': offered, 'broker.received': received, acknowledged } = metrics;
  const rates: Readonly<Record<Account, number | undefined>> = {
    delivered: metrics['delivery.rate']?.value,
    served: metrics['http.rate']?.value,
    received: offered && received && (offered.value * received.value) / 100,
    acknowledged: offered && acknowledged && (offered.value * acknowledged.value) / acknowledged.n,
    sent: metrics['publish.rate']?.value,
  };
  const [best] = Object.entries(rates).flatMap(([by, perSecond]) =>
    perSecond === undefined ? [] : [{ perSecond, by: by as Account }],
  );
  return best ?? null;
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

/** Whether it is more than the rate achieved, under another name. */
export const tellsMore = ({ by }: Delivered): boolean => by !== 'served' && by !== 'sent';

/** Of cells of one run each. */
export const deliveredOf = ({ metrics }: SavedCell): Delivered | null => deliveredIn(metrics);

/** `received by the broker` */
export const accountName = (by: Account): string => (by === 'received' ? 'received by the broker' : by);
