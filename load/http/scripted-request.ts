/** A request of the plan, made ready for all users. */
import { AnswerChecks } from './answer-checks.ts';
import type { ToKeep } from './exchange.ts';
import type { Request } from './request.ts';
import { fieldValue } from './request.ts';
import { bodyFor } from './request-body.ts';
import type { RequestPlan } from './request-plan.ts';
import { type Site, targetBelow } from './site.ts';
import { fillAll, fillPath, isNewEachTime, namesCsrf, namesIn, type Owner } from './template.ts';
import { templatesIn } from './templates.ts';

const NOBODY: Owner = {
  number: 0,
  seq: 0,
  account: {},
  csrf: null,
  random: () => 0,
  taken: () => undefined,
};

export class ScriptedRequest {
  readonly plan: RequestPlan;
  /** Among all of the script. */
  readonly number: number;
  readonly checks: AnswerChecks;
  readonly keep: ToKeep;
  /** It depends on the token of the session. */
  readonly usesCsrf: boolean;
  /** It is another one each time, for the same user. */
  readonly variesByTask: boolean;
  /** Of all users; null = each one has its own. */
  readonly request: Request | null;
  /** Name of the address that it goes to; null = to the path of the plan. */
  readonly address: string | null;
  /** In a task of several: 'step 2 (GET /orders/{id}): '. */
  readonly place: string;
  readonly #site: Pick<Site, 'basePath'>;

  /** `keepsBody`: whatever the request itself needs of its answer. `taken`: names that steps before it take. */
  constructor(
    plan: RequestPlan,
    site: Pick<Site, 'basePath'>,
    how: {
      readonly number: number;
      readonly keepsBody: boolean;
      readonly taken: readonly string[];
      readonly place: string;
    },
  ) {
    const { path, expect, take, cache } = plan;
    const sent = templatesIn({ ...plan, expect: { status: 200, contains: null } });
    const names = sent.flatMap(({ text }) => namesIn(text));
    this.plan = plan;
    this.number = how.number;
    this.place = how.place;
    this.#site = site;
    this.checks = new AnswerChecks(expect, take, cache ? ['etag'] : []);
    this.keep = {
      needle: needleOf(expect.contains),
      body: how.keepsBody || this.checks.needsBody,
      fields: this.checks.fields,
    };
    this.usesCsrf = sent.some(({ text }) => namesCsrf(text));
    this.variesByTask =
      this.usesCsrf || names.some((name) => isNewEachTime(name) || how.taken.includes(name));
    this.address = /^\{(\w+)\}$/.exec(path)?.[1] ?? null;
    this.request = names.length > 0 ? null : this.requestOf(NOBODY, null);
  }

  /** `address`: that of an answer, where the plan names one. */
  requestOf(user: Owner, address: string | null): Request {
    const { method, path, headers } = this.plan;
    return {
      method,
      target: address ?? targetBelow(this.#site, fillPath(path, user)),
      body: bodyFor(this.plan, user),
      ...(headers && { headers: fieldsOf(fillAll(headers, user)) }),
    };
  }
}

export const needleOf = (text: string | null | undefined): Buffer | null =>
  text === null || text === undefined ? null : Buffer.from(text);

export const fieldsOf = (filled: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, fieldValue(value)]));
