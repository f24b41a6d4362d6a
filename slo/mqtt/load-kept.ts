/** Whether the load was the promised one, and who kept it back where it was not. */
import { connectionsOf, publicationsOf } from '../../load/mqtt/group.ts';
import { sumOf } from '../../statistics/sum.ts';
import { count } from '../../text/quantity.ts';
import { UNSENT_BY_GENERATOR, UNSENT_BY_TARGET } from '../limits.ts';
import { failedLocally, localFaultText } from './connecting.ts';
import type { Scope } from './scope.ts';

/** Why the load was not the promised one, by the generator's doing; null when it was. */
export function notOffered(scope: Scope): string | null {
  const clients = sumOf(scope.load.parts, ({ plan }) => connectionsOf(plan));
  const local = failedLocally(scope.load);
  if (local > UNSENT_BY_GENERATOR * clients) return localFaultText(scope.load);
  const { offered, unsentByGenerator } = scope.load.counts;
  if (unsentByGenerator <= UNSENT_BY_GENERATOR * offered) return null;
  return (
    `the planned load was not reached: the generator left ${count(unsentByGenerator)} of ${count(offered)} messages ` +
    `unsent (at most ${100 * UNSENT_BY_GENERATOR} % allowed); lower the rate or add agents`
  );
}

/** What the target demonstrably did wrong; null when nothing. */
export function targetFault(scope: Scope): string | null {
  const { targetFaults } = scope.run;
  if (targetFaults.length > 0) return targetFaults.join('; ');
  const { offered, unsentByTarget } = scope.load.counts;
  if (unsentByTarget <= UNSENT_BY_TARGET * offered) return null;
  return `the target kept clients from sending ${count(unsentByTarget)} of ${count(offered)} messages`;
}

/** The scope's publishers (all, when it has none of its own) keep a window full instead of a schedule. */
export function isClosedLoop(scope: Scope): boolean {
  const own = scope.parts.flatMap(({ plan }) => publicationsOf(plan));
  const publishing = own.length > 0 ? own : scope.load.parts.flatMap(({ plan }) => publicationsOf(plan));
  return publishing.length > 0 && publishing.every(({ pace }) => pace.model === 'closed');
}

/** Deliveries per message sent, of the scope's subscribers. */
export function fanOut(scope: Scope): number {
  const { sent } = scope.load.counts;
  return sent > 0 && scope.counts.owed > 0 ? scope.counts.owed / sent : 1;
}
