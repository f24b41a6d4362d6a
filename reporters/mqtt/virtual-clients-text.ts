/** What figures of virtual clients do not say: limits for each client act on the connections that they share. */

import { connectionsOf } from '../../load/mqtt/group.ts';
import type { Plan } from '../../load/mqtt/plan.ts';
import { listed, plural } from '../../text/format.ts';
import { text } from '../markdown/inline.ts';

/** Null: each client has a connection of its own. */
export function virtualClientsText(plans: readonly Plan[]): string | null {
  const groups = plans.flatMap((plan) => plan.groups.filter(({ connections }) => connections !== undefined));
  if (groups.length === 0) return null;
  const each = groups.map(
    (group) =>
      `${text(group.name)}: ${plural(group.clients, 'virtual client')} over ${plural(connectionsOf(group), 'connection')}`,
  );
  return `${listed([...new Set(each)])}. Figures of connecting are of the connections. What a broker limits or keeps for each client (Receive Maximum, queues, rates, sessions) it limits and keeps for each connection here, so nothing is known of that many sessions.`;
}
