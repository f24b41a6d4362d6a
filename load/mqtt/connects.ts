/** How the clients of a group got in, and what the broker did wrong to them, over all agents. */

import { sumOf } from '../../statistics/sum.ts';
import { count, plural } from '../../text/format.ts';
import { causesInWords, sumOfCauses, totalOf } from '../cause-counts.ts';
import { failedByTarget } from '../socket/causes.ts';
import { inRounds } from './connect-rounds.ts';
import { connectionsOf, publicationsOf, retainedOf, subscriptionsOf } from './group.ts';
import { lossText } from './lost-connections.ts';
import type { GroupAccount } from './messages.ts';
import type { GroupPlan } from './plan.ts';
import { accountsOf } from './publisher-account.ts';
import type { GroupResult, RoundResult } from './result.ts';
import type { ReportedGroup, ReportedRun } from './senders.ts';
import { synRetriesText } from './syn-retries.ts';

export function connectOf(
  { measureStartUs }: Pick<ReportedRun, 'measureStartUs'>,
  { accounts }: ReportedGroup,
  rounds: readonly RoundResult[],
): GroupResult['connect'] {
  const failedBy = sumOfCauses(accounts.map(({ failures }) => Object.fromEntries(failures)));
  const attempted = sumOf(accounts, (account) => account.attempted);
  const succeeded = sumOf(accounts, (account) => account.succeeded);
  const firstUs = Math.min(...accounts.map((account) => account.firstAttemptUs || Number.POSITIVE_INFINITY));
  const lastUs = Math.max(...accounts.map((account) => account.lastConnackUs));
  return {
    attempted,
    succeeded,
    failed: attempted - succeeded,
    failedBy,
    firstAttemptMs: Number.isFinite(firstUs) ? (firstUs - measureStartUs) / 1000 : null,
    lastConnackMs: lastUs > 0 ? (lastUs - measureStartUs) / 1000 : null,
    ...inRounds(accounts, rounds),
  };
}

/** A line each. */
export function faultsOf(
  run: Pick<ReportedRun, 'measureStartUs'>,
  group: ReportedGroup & { readonly connect: GroupResult['connect'] },
): string[] {
  const { plan, accounts, connect } = group;
  const faults: string[] = [];
  const refusedBy = failedByTarget(connect.failedBy);
  const refused = totalOf(refusedBy);
  if (refused > 0)
    faults.push(
      `${plan.name}: ${count(refused)} of ${peersText(plan)} could not connect (${causesInWords(refusedBy)})`,
    );
  const retried = synRetriesText(connect.synRetries ?? {});
  if (retried !== null) faults.push(`${plan.name}: ${retried}`);
  for (const [cause, { count: times, firstUs }] of lossesOf(accounts)) {
    faults.push(`${plan.name}: ${lossText(cause, times, (firstUs - run.measureStartUs) / 1e6)}`);
  }
  const missing = retainedMissing(plan, accounts);
  if (missing > 0)
    faults.push(`${plan.name}: ${plural(missing, 'retained message')} that the plan expects did not come`);
  for (const [at, { qos, topic }] of publicationsOf(plan).entries()) {
    const open = sumOf(accounts, ({ publisher }) => accountsOf(publisher)[at]?.unacknowledged ?? 0);
    const to = plan.alsoPublish ? ` to ${topic}` : '';
    if (qos > 0 && open > 0)
      faults.push(
        `${plan.name}: ${plural(open, 'message')}${to} had no ${qos === 1 ? 'PUBACK' : 'PUBCOMP'} at the end of the drain`,
      );
  }
  return faults;
}

/** Who connects. */
const peersText = (plan: GroupPlan): string =>
  plan.connections === undefined
    ? plural(plan.clients, 'client')
    : `${plural(connectionsOf(plan), 'connection')} of ${plural(plan.clients, 'virtual client')}`;

/** What clients are to get of retained messages, less what they got. */
export function retainedMissing(plan: GroupPlan, accounts: readonly GroupAccount[]): number {
  const expected = retainedOf(subscriptionsOf(plan));
  return sumOf(accounts, ({ subscriber }) =>
    sumOf([...(subscriber?.retained ?? [])], (came) => Math.max(0, expected - came)),
  );
}

function lossesOf(accounts: readonly GroupAccount[]): Map<string, { count: number; firstUs: number }> {
  const causes = new Map<string, { count: number; firstUs: number }>();
  for (const { cause, count, firstUs } of accounts.flatMap(({ losses }) => losses)) {
    const known = causes.get(cause) ?? { count: 0, firstUs };
    causes.set(cause, { count: known.count + count, firstUs: Math.min(known.firstUs, firstUs) });
  }
  return causes;
}
