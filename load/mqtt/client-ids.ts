/** Client ids that two groups of a plan have in common: one may take up the sessions that the other left. */
import { PlanError } from '../plan-input.ts';
import type { GroupPlan } from './plan.ts';
import { isFreeAfterMs } from './stay.ts';

/**
 * Names of groups, and whose sessions they take up.
 *
 * @throws PlanError for groups that are there at the same time: two clients with one id throw each other out (OASIS MQTT
 * 3.1.4), and the broker would look at fault
 */
export function takenUp(groups: readonly GroupPlan[], drainMs: number): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  const seen = new Map<string, GroupPlan[]>();
  for (const group of [...groups].sort((a, b) => (a.startAfterMs ?? 0) - (b.startAfterMs ?? 0))) {
    const { name, connect, startAfterMs } = group;
    // With an empty one the broker gives each client an id of its own (OASIS MQTT 5 3.1.3.1).
    if (connect.clientId === '' || connect.clientId.includes('{group}')) continue;
    const others = seen.get(connect.clientId) ?? [];
    seen.set(connect.clientId, [...others, group]);
    for (const other of others) {
      const goneMs = isFreeAfterMs(other, drainMs);
      if (startAfterMs === null || goneMs === null || goneMs > startAfterMs)
        throw new PlanError(
          `groups.${name}.connect.clientId: {group}, or other ids than those of group ${other.name}, are required; both have '${connect.clientId}'.${whenFree(other, goneMs)}`,
        );
      if (!connect.cleanStart) taken.set(name, other.name);
    }
  }
  return taken;
}

const whenFree = ({ name }: GroupPlan, goneMs: number | null): string =>
  goneMs === null
    ? ''
    : ` A group may take up the sessions of ${name} with a startAfter of ${goneMs / 1000} s or more, when its clients are gone.`;
