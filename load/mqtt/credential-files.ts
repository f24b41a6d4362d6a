/** The files of certificates and keys that the clients of a plan show. */
import type { RunIdentity } from '../kind.ts';
import { unreadableFile } from '../socket/tls-files.ts';
import type { TemplateValues } from '../template.ts';
import { connectionsOf } from './group.ts';
import type { GroupPlan, Plan } from './plan.ts';

/** The first that cannot be read; null = all can be. */
export function whyNotHere({ groups }: Plan, { name }: RunIdentity): string | null {
  for (const group of groups) {
    const { tls } = group.connect;
    const missing = tls ? unreadableFile(tls, valuesOf(group, name)) : null;
    if (missing !== null) return `groups.${group.name}.connect.${missing}`;
  }
  return null;
}

function* valuesOf(group: GroupPlan, run: string): Generator<TemplateValues> {
  for (let client = 0; client < connectionsOf(group); client++) yield { client, group: group.name, run };
}
