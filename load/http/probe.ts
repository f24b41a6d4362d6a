/** Where a plan's users go, and whether anything answers there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { nowUs } from '../clock.ts';
import { Sources } from '../socket/sources.ts';
import { Destination } from './connection.ts';
import { Exchange, type Site } from './exchange.ts';
import type { HttpPlan } from './plan.ts';

const PROBE_TIMEOUT_MS = 5000;

export function siteOf(plan: HttpPlan, sourcePrefix: string | null): Site {
  const { origin, host } = new URL(plan.target.url);
  return {
    destination: new Destination(plan),
    sources: new Sources(sourcePrefix),
    origin,
    authority: host,
    timeoutUs: plan.timeoutMs * 1000,
  };
}

/** null = it began to answer, be it an error page or half of one: that is for the run to count. Else why not. */
export function probeSite(plan: HttpPlan): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = new Probe(plan, (cause) => {
      clearTimeout(timer);
      probe.hangUp();
      resolve(cause);
    });
    const timer = setTimeout(() => probe.timeOut(), PROBE_TIMEOUT_MS);
    probe.ask(probePath(plan));
  });
}

const DIGESTED_WITHIN_MS = 60_000;
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
  const ends = AbortSignal.any([signal, AbortSignal.timeout(DIGESTED_WITHIN_MS)]);
  while (!ends.aborted) {
    const status = await new Promise<number>((resolve) => {
      const end = () => {
        clearInterval(look);
        ends.removeEventListener('abort', end);
        probe.hangUp();
        resolve(probe.response.status);
      };
      const probe = new Probe(plan, end);
      const look = setInterval(() => probe.response.begun && end(), LOOK_EVERY_MS);
      ends.addEventListener('abort', end);
      probe.ask(probePath(plan));
    });
    if (!OVERWHELMED.includes(status)) return;
    await sleep(ASK_AGAIN_MS);
  }
}

const probePath = (plan: HttpPlan): string =>
  (plan.login?.page ?? plan.tasks[0]!.path).replace(/\{\w+\}/g, '0');

class Probe extends Exchange {
  readonly #onEnd: (cause: string | null) => void;

  constructor(plan: HttpPlan, onEnd: (cause: string | null) => void) {
    super(siteOf(plan, null));
    this.#onEnd = onEnd;
  }

  ask(path: string): void {
    this.request(path, this.textOf(path, null), false, false, nowUs());
  }

  protected answered(): void {
    this.#onEnd(null);
  }

  protected failed(cause: string): void {
    this.#onEnd(this.response.status > 0 ? null : cause);
  }

  protected followsRedirects(): boolean {
    return false;
  }
}
