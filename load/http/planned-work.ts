import { basename } from 'node:path';
import type { SavedHttpPlan } from './plan.ts';

/** What of a plan is work: not where the site listens, the certificate it shows, and the folder of a behaviour. */
export const workOfUsers = ({ target: _, ...plan }: SavedHttpPlan): object => ({
  ...plan,
  tls: plan.tls && { verify: plan.tls.verify },
  module: plan.module && basename(plan.module),
  // What the load is told as.
  change: undefined,
});
