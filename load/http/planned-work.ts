import { basename } from 'node:path';
import type { SavedHttpPlan } from './plan.ts';
import { withoutSecrets } from './saved-plan.ts';

/**
 * What of a plan is work: not where the site listens, the certificate it shows, the folder of a behaviour, and the secrets
 * in requests, which may be others each day.
 */
export function workOfUsers(plan: SavedHttpPlan): object {
  const { target: _, ...work } = withoutSecrets(plan);
  return {
    ...work,
    tls: work.tls && { verify: work.tls.verify },
    module: work.module && basename(work.module),
    // What the load is told as.
    change: undefined,
  };
}
