/** How long a client waits before it connects again. Pure, and the same for any slicing of the clients. */
import { uniform } from '../uniform.ts';
import type { ReconnectPlan } from './plan.ts';

/** More attempts of one loss than this have the same random numbers again. */
const ATTEMPTS = 4096;

/**
 * The back-off before attempt `attempt` (from 0) is `afterMs · factor^attempt`, at most `mostMs`; the client waits a
 * random part of it, from 1 − `jitter` of it to all of it.
 *
 * @returns microseconds
 */
export function waitUs(
  { afterMs, factor, mostMs, jitter, seed }: ReconnectPlan,
  client: number,
  attempt: number,
): number {
  const backoffMs = Math.min(mostMs, afterMs * factor ** attempt);
  const part = 1 - jitter * uniform(seed, client * ATTEMPTS + (attempt % ATTEMPTS));
  return Math.round(backoffMs * part * 1000);
}
