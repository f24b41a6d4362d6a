/** How the tool's own clients connect to a broker: as the plan's clients do, under ids that none of them has. */
import type { TlsPlan } from '../socket/tls-plan.ts';
import { fillTemplate, type TemplateValues } from '../template.ts';
import { connectionsOf } from './group.ts';
import { DEFAULT_CLIENT_ID, type GroupPlan, type Plan } from './plan.ts';

export interface OwnClient {
  readonly protocolVersion: 4 | 5;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** Absent: not secured. */
  readonly tls?: TlsPlan;
  /** Whose TLS credentials it shows, where they are templates. */
  readonly values: TemplateValues;
}

/**
 * `ownId`: for plans that leave ids to us. `number`: tells the tool's own clients apart that are
 * there at the same time; a broker may take ids of one form alone, so it is the number of a client beyond the last.
 */
export function ownClientOf(
  group: GroupPlan,
  groups: Plan['groups'],
  { ownId, number }: { readonly ownId: string; readonly number: number },
): OwnClient {
  const { protocolVersion, username, password, clientId, tls } = group.connect;
  const values = { client: group.clients + number, group: group.name, run: ownId };
  const first = { ...values, client: 0 };
  const likeTheirs = fillTemplate(clientId, values);
  const left = clientId === DEFAULT_CLIENT_ID || isTaken(likeTheirs, groups, ownId);
  return {
    protocolVersion,
    clientId: left ? ownId : likeTheirs,
    ...(tls && { tls }),
    values: first,
    ...(username !== undefined && { username: fillTemplate(username, first) }),
    ...(password !== undefined && { password: fillTemplate(password, first) }),
  };
}

/** Of who looks at a broker's own figures. */
export const newObserverId = (): string =>
  `tidemark-observer-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;

/** Two clients of one id throw each other out (OASIS MQTT 3.1.4); with an empty one the broker gives each its own. */
function isTaken(clientId: string, groups: Plan['groups'], run: string): boolean {
  if (clientId === '') return false;
  return groups.some((group) => {
    const { name, connect } = group;
    for (let client = 0; client < connectionsOf(group); client++)
      if (fillTemplate(connect.clientId, { client, group: name, run }) === clientId) return true;
    return false;
  });
}
