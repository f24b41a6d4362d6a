/** Where a plan's users go, and whether anything answers there. */

import { Sources } from '../agent/sources.ts';
import { nowUs } from '../clock.ts';
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
    probe.ask((plan.login?.page ?? plan.tasks[0]!.path).replace(/\{\w+\}/g, '0'));
  });
}

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
