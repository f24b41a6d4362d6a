/** One request to a plan's site that is none of its users'. */
import { nowUs } from '../clock.ts';
import { Exchange, NOTHING } from './exchange.ts';
import type { HttpPlan } from './plan.ts';
import { getOf, type Request } from './request.ts';
import { siteOf, targetBelow } from './site.ts';

export class Visit extends Exchange {
  readonly #request: Request;
  readonly #onEnd: (cause: string | null) => void;

  /** `onEnd`: null when the whole answer came or an error page began, else why none did. */
  constructor(plan: HttpPlan, onEnd: (cause: string | null) => void) {
    super(siteOf(plan, null));
    this.#request = getOf(targetBelow(this.site, pathOf(plan).replace(/\{\w+\}/g, '0')));
    this.#onEnd = onEnd;
  }

  ask(): void {
    this.send(this.#request, this.textOf(this.#request), NOTHING, nowUs());
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

/** A page of the plan that changes nothing, where there is one. */
const pathOf = ({ login, tasks }: HttpPlan): string =>
  login?.page ?? (tasks.find(({ method }) => method === 'GET') ?? tasks[0]!).path;
