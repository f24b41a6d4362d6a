/** What an agent can do, by the protocol of the plan; loaded when it is asked for. */
import type { Protocol } from '../plan.ts';
import type { WorkClass } from './agent.ts';

export const KINDS: Readonly<Record<Protocol, () => Promise<WorkClass>>> = {
  mqtt: async () => (await import('../mqtt/work.ts')).GroupsWork,
  http: async () => (await import('../http/work.ts')).UsersWork,
};
