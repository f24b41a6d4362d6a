/** How the clients of a group came back, over all agents. */
import { sumOf } from '../../statistics/sum.ts';
import { plural } from '../../text/format.ts';
import { causesInWords, sumOfCauses } from '../cause-counts.ts';
import type { GroupResult } from './result.ts';
import type { ReportedGroup, ReportedRun } from './senders.ts';
import { joined } from './spans.ts';

type Returned = NonNullable<GroupResult['returns']>;

/** Null: nobody was to come back. */
export function returnsOf(
  { measureStartUs }: Pick<ReportedRun, 'measureStartUs'>,
  { accounts }: Pick<ReportedGroup, 'accounts'>,
): Returned | null {
  const all = accounts.flatMap(({ returns }) => returns ?? []);
  if (all.length === 0) return null;
  const tls = all.flatMap((one) => one.tls ?? []);
  return {
    lost: sumOf(all, ({ lost }) => lost),
    left: sumOf(all, ({ left }) => left),
    returned: sumOf(all, ({ returned }) => returned),
    attempts: sumOf(all, ({ attempts }) => attempts),
    failedBy: sumOfCauses(all.map(({ failures }) => Object.fromEntries(failures))),
    kept: sumOf(all, ({ kept }) => kept),
    notKept: sumOf(all, ({ notKept }) => notKept),
    away: joined(all.flatMap(({ away }) => away)).map(({ fromUs, toUs }) => ({
      fromMs: (fromUs - measureStartUs) / 1000,
      toMs: (toUs - measureStartUs) / 1000,
    })),
    ...(tls.length > 0 && {
      tls: { offered: sumOf(tls, ({ offered }) => offered), resumed: sumOf(tls, ({ resumed }) => resumed) },
    }),
  };
}

/** A line each. */
export function returnFaultsOf({
  plan,
  returns,
}: Pick<ReportedGroup, 'plan'> & { readonly returns: Returned | null }): string[] {
  if (!returns) return [];
  const { lost, left, returned, notKept, failedBy } = returns;
  const faults: string[] = [];
  const missing = lost + left - returned;
  if (missing > 0) {
    const causes = causesInWords(failedBy);
    faults.push(`${plan.name}: ${plural(missing, 'client')} did not come back${causes && ` (${causes})`}`);
  }
  if (notKept > 0)
    faults.push(
      `${plan.name}: ${plural(notKept, 'session')} ${notKept === 1 ? 'was' : 'were'} not kept though asked for (a CONNACK without Session Present)`,
    );
  return faults;
}
