/** What the names in braces stand for in the texts of one client. */
import type { TemplateValues } from '../template.ts';
import type { GroupPlan } from './plan.ts';

/** Of one run. */
export interface RunValues {
  /** Of the run. */
  readonly name: string;
  /** How many the load has; absent: one. */
  readonly destinations?: number;
}

type Clients = Pick<GroupPlan, 'clients' | 'connections'>;

/** How the connections of a group go round the destinations of their load; `client`: its number in the group. */
export const destinationNumber = (group: Clients, client: number, destinations: number): number =>
  (client % (group.connections ?? group.clients)) % destinations;

/** `client`: its number in the group. */
export const valuesOf = (
  group: Clients & Pick<GroupPlan, 'name'>,
  client: number,
  { name: run, destinations = 1 }: RunValues,
): TemplateValues => ({
  client,
  group: group.name,
  run,
  destination: destinationNumber(group, client, destinations),
});
