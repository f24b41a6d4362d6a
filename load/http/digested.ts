/** Whether a site has served what queued up while users logged in. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpPlan } from './plan.ts';
import { Visit } from './visit.ts';

const WITHIN_MS = 60_000;
const ASK_AGAIN_MS = 250;
const LOOK_EVERY_MS = 50;
/** What a server says whose application has no room for a request (RFC 9110, 15.6.3 to 15.6.5). */
const OVERWHELMED: readonly number[] = [502, 503, 504];

/**
 * Waits until one more request has gone through the site's queue and its answer has begun (its end may trickle): what queued
 * up before it, log-ins and requests of users who have given up, has then been served. No threshold and no guess at what
 * is idle; users who stay go on with their tasks meanwhile. A site that answers with an error of its own, or hangs up,
 * digests nothing: it is for the run to count. At most a minute, and until `signal`: a site still at it is measured as it
 * is.
 */
export async function untilDigested(plan: HttpPlan, signal: AbortSignal): Promise<void> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  while (!ends.aborted) {
    const status = await new Promise<number>((resolve) => {
      const end = () => {
        clearInterval(look);
        ends.removeEventListener('abort', end);
        visit.hangUp();
        resolve(visit.response.status);
      };
      const visit = new Visit(plan, end);
      const look = setInterval(() => visit.response.begun && end(), LOOK_EVERY_MS);
      ends.addEventListener('abort', end);
      visit.ask();
    });
    if (!OVERWHELMED.includes(status)) return;
    await sleep(ASK_AGAIN_MS);
  }
}
