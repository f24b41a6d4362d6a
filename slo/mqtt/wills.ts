/** Wills that the subscribers of a scope get from whatever group of the run. */

import { connectionsOf } from '../../load/mqtt/group.ts';
import { carriesHeader } from '../../load/mqtt/payload/header.ts';
import type { GroupPlan, Plan } from '../../load/mqtt/plan.ts';
import { sumOf } from '../../statistics/sum.ts';
import type { Scope } from './scope.ts';

/** How often all clients of a group leave so that their wills are published. */
const dropsOf = ({ leave, cycle, stopAfterMs }: GroupPlan): number =>
  leave === 'drop' ? (cycle?.times ?? 0) + (stopAfterMs === null ? 0 : 1) : 0;

/** That a subscriber can be owed. */
export const mostWills = ({ groups }: Pick<Plan, 'groups'>): number =>
  sumOf(groups, (group) => {
    const { will } = group.connect;
    return will && carriesHeader(will) ? connectionsOf(group) * dropsOf(group) : 0;
  });

export const owesWills = ({ run, subscribes }: Pick<Scope, 'run' | 'subscribes'>): boolean =>
  subscribes && mostWills(run.plan) > 0;

export function whyNoWill({ run, subscribes, counts }: Scope): string {
  const wills = run.plan.groups.filter(({ connect }) => connect.will);
  if (wills.length === 0) return 'no group has a will (connect: { will })';
  if (!wills.some(dropsOf)) return "no group with a will leaves without DISCONNECT (leave: 'drop')";
  if (mostWills(run.plan) === 0)
    return 'the payload of the wills carries no header (16 B or more, or {ledger} in a text)';
  if (!subscribes) return 'nobody subscribes';
  return counts.owed > 0 ? 'no will arrived that was expected' : 'no delivery was expected';
}
