/** Wills that came to the subscribers of one group: in time, twice, or although none was owed. Pure. */

import { plural } from '../../text/format.ts';
import { type EncodedLatencies, encodedLatency } from '../encoded-latencies.ts';
import { LatencyCounts } from '../latency-counts.ts';
import type { ReportedGroup, ReportedRun } from './senders.ts';
import type { WillSender } from './will-senders.ts';

export interface HeardWills {
  readonly received: number;
  readonly duplicated: number;
}

export interface HeardByGroup {
  /** One a window, and last the whole run. */
  readonly counts: readonly HeardWills[];
  readonly unowed: number;
  /** One a window. */
  readonly latencies: readonly EncodedLatencies<'will.delivery'>[];
}

/** `wills`: of all groups, by their numbers. */
export function heardBy(
  { plan, measureStartUs }: ReportedRun,
  { plan: group, accounts }: ReportedGroup,
  wills: ReadonlyMap<number, WillSender>,
): HeardByGroup {
  const windows = plan.windows.map(({ fromMs, toMs }) => ({
    fromUs: measureStartUs + fromMs * 1000,
    toUs: measureStartUs + toMs * 1000,
  }));
  const counts = Array.from({ length: windows.length + 1 }, () => ({ received: 0, duplicated: 0 }));
  const latencies = windows.map(() => new LatencyCounts());
  const owedToUs =
    group.stopAfterMs === null ? Number.POSITIVE_INFINITY : measureStartUs + group.stopAfterMs * 1000;
  let unowed = 0;
  for (const { subscriber } of accounts) {
    for (const { position, will, connection, atUs, duplicate } of subscriber?.wills ?? []) {
      const dueUs = wills.get(will)?.dueUs.get(connection);
      if (dueUs === undefined || dueUs < subscriber!.owedFromUs[position]! || dueUs >= owedToUs) {
        unowed++;
        continue;
      }
      const covers = windows.flatMap(({ fromUs, toUs }, w) => (dueUs >= fromUs && dueUs < toUs ? [w] : []));
      for (const w of [...covers, windows.length]) {
        counts[w]!.received++;
        if (duplicate) counts[w]!.duplicated++;
        else latencies[w]?.record(atUs - dueUs);
      }
    }
  }
  return {
    counts,
    unowed,
    latencies: latencies.map((one) => {
      const encoded = encodedLatency(one);
      return encoded === null ? {} : { 'will.delivery': encoded };
    }),
  };
}

/** A will that came although its client had said DISCONNECT is a fault of the target. */
export function willFaultsOf(
  { plan }: Pick<ReportedGroup, 'plan'>,
  wills: readonly WillSender[],
  groups: readonly ReportedGroup[],
): string[] {
  const left = new Map(wills.map((will) => [will.sender.client, will.left]));
  const came = new Set<string>();
  for (const { subscriber } of groups.flatMap(({ accounts }) => accounts))
    for (const { will, connection } of subscriber?.wills ?? [])
      if (left.get(will)?.has(connection)) came.add(`${will} ${connection}`);
  if (came.size === 0) return [];
  return [
    `${plan.name}: ${plural(came.size, 'will')} came although the client had said DISCONNECT (OASIS MQTT 3.1.2.5)`,
  ];
}
