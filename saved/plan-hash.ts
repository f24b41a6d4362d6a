import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { AnyRunResult } from './runs.ts';

type AnyPlan = AnyRunResult['plan'];

/**
 * Same work, same hash: twelve hex digits. Where the target listens, the certificate it shows and the folder a
 * behaviour lies in are no part of the work.
 */
export function planHash(plans: readonly AnyPlan[]): string {
  return createHash('sha256')
    .update(JSON.stringify(plans.map(work)))
    .digest('hex')
    .slice(0, 12);
}

function work({ target: _, ...plan }: AnyPlan): object {
  if (plan.protocol === 'mqtt') return plan;
  const { tls, module } = plan;
  return { ...plan, tls: tls && { verify: tls.verify }, module: module && basename(module) };
}
