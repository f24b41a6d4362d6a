import { createHash } from 'node:crypto';
import { type AnyRunResult, type Protocol, type Runs, WORK } from './runs.ts';

/** Same work, same hash: twelve hex digits. What of a plan is work, its kind of load says. */
export function planHash(plans: readonly AnyRunResult['plan'][]): string {
  return createHash('sha256')
    .update(JSON.stringify(plans.map(workOf)))
    .digest('hex')
    .slice(0, 12);
}

const workOf = <P extends Protocol>(plan: Runs[P]['plan']): object => WORK[plan.protocol as P](plan);
