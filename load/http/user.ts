/**
 * A virtual user: an account, a session, and one task after the other. Numbers in the user, no timer and no closure
 * of its own: the population says when, and hears how it went.
 */
import { randomAt } from '../../statistics/random.ts';
import { nowUs } from '../clock.ts';
import { CsrfToken } from './csrf-token.ts';
import { BODY, Exchange } from './exchange.ts';
import { KeptAnswers } from './kept-answers.ts';
import type { Account } from './plan.ts';
import { getOf, type Request } from './request.ts';
import { bodyFor, formOf, type RequestBody } from './request-body.ts';
import type { Script } from './script.ts';
import { fieldsOf, type ScriptedRequest } from './scripted-request.ts';
import { type Site, targetBelow } from './site.ts';
import { TakenValues, type Value } from './taken-values.ts';
import { fillAll, fillPath, type Owner } from './template.ts';

/** Answers that are refused for want of a token name it (Django: 403 "CSRF verification failed"). */
const NAMES_CSRF = /csrf/i;

/** Told how a log-in, or a task, ended: `cause` null = well. */
type Told = (user: User, cause: string | null, atUs: number) => void;

export class User extends Exchange implements Owner {
  /** In the whole plan. */
  readonly number: number;
  /** In this agent. */
  readonly position: number;
  readonly account: Account;
  phase: 'log-in page' | 'log-in' | 'ready' | 'failed' | 'left' = 'left';
  /** Of its log-in. */
  attempt = 1;
  /** Number of the task under way, or begun last. */
  task = 0;
  /** When the next task, or the one under way, was due. */
  intendedUs = Number.POSITIVE_INFINITY;
  serviceFromUs = 0;
  /** Tasks begun, and random numbers drawn: with the seed, all that the next choice depends on. */
  begun = 0;
  drawn = 0;
  readonly #script: Script;
  readonly #settled: Told;
  readonly #finished: Told;
  readonly #csrf: CsrfToken | null;
  /** Request of the task that is under way. */
  #step = 0;
  /** null = the plan takes nothing from answers. */
  readonly #taken: TakenValues | null;
  /** By request; those that differ from task to task are made anew. */
  readonly #requests: (Request | undefined)[] = [];
  readonly #texts: (string | undefined)[] = [];
  readonly #kept = new KeptAnswers();
  /** Of the cookies that the texts carry. */
  #version = 0;

  constructor(
    site: Site,
    script: Script,
    who: { readonly number: number; readonly position: number; readonly account: Account },
    told: { readonly settled: Told; readonly finished: Told },
  ) {
    super(site);
    this.#script = script;
    this.number = who.number;
    this.position = who.position;
    this.account = who.account;
    this.#csrf = script.csrf && new CsrfToken(script.csrf, this.cookies);
    this.#taken = script.takes ? new TakenValues() : null;
    this.#settled = told.settled;
    this.#finished = told.finished;
  }

  /** Logs in, or is simply there when the plan has no log-in. */
  join(intendedUs: number): void {
    const { login } = this.#script;
    this.intendedUs = intendedUs;
    if (login === null) {
      this.phase = 'ready';
      this.#settled(this, null, nowUs());
      return;
    }
    this.#forget();
    const { page } = login.plan;
    if (page === null) {
      this.#logIn(bodyFor(login.plan, this));
      return;
    }
    this.phase = 'log-in page';
    const request = getOf(this.#below(page));
    this.send(request, this.textOf(request), BODY, nowUs());
  }

  /** What a session before this one gave. */
  #forget(): void {
    this.#taken?.ofSession.clear();
    this.#kept.clear();
    this.#requests.length = this.#texts.length = 0;
  }

  get seq(): number {
    return this.begun - 1;
  }

  random(): number {
    return randomAt(this.#script.seed, this.number, this.drawn++);
  }

  taken(name: string): Value | undefined {
    return this.#taken?.get(name);
  }

  get csrf(): string | null {
    return this.#csrf?.value ?? null;
  }

  /** Where a path of the plan takes it. */
  #below(path: string): string {
    return targetBelow(this.site, fillPath(path, this));
  }

  leave(): void {
    this.phase = 'left';
    this.intendedUs = Number.POSITIVE_INFINITY;
    this.hangUp();
  }

  /** Sends the first request of `task`, late by `lagUs` of ours. */
  begin(lagUs: number, atUs: number): void {
    this.begun++;
    this.serviceFromUs = this.intendedUs + lagUs;
    this.#step = 0;
    this.#taken?.ofTask.clear();
    this.#ask(this.#scripted, null, atUs);
  }

  get #scripted(): ScriptedRequest {
    return this.#script.tasks[this.task]![this.#step]!;
  }

  /** `address`: where it goes, unless that is a path of the plan. */
  #ask(scripted: ScriptedRequest, address: string | null, atUs: number): void {
    const request = this.#requestOf(scripted, address);
    const text = scripted.variesByTask
      ? this.textOf(request, this.#kept.etagOf(scripted.number, request.target))
      : this.#textOf(scripted, request);
    this.send(request, text, scripted.keep, atUs);
  }

  /** What it sends first for a task of the plan. */
  requestOf(task: number): Request {
    return this.#requestOf(this.#script.tasks[task]![0]!, null);
  }

  #requestOf(scripted: ScriptedRequest, address: string | null): Request {
    if (scripted.request !== null) return scripted.request;
    if (scripted.variesByTask) return scripted.requestOf(this, address);
    this.#requests[scripted.number] ??= scripted.requestOf(this, null);
    return this.#requests[scripted.number]!;
  }

  /** Cookies that have changed, by whatever answer, are in it. */
  #textOf(scripted: ScriptedRequest, request: Request): string {
    const { version } = this.cookies;
    if (version !== this.#version) {
      this.#version = version;
      this.#texts.length = 0;
    }
    this.#texts[scripted.number] ??= this.textOf(request, this.#kept.etagOf(scripted.number, request.target));
    return this.#texts[scripted.number]!;
  }

  protected followsRedirects(): boolean {
    if (this.phase === 'ready') return !this.#scripted.checks.expectsRedirect;
    return this.phase === 'log-in page' || !this.#script.login!.checks.expectsRedirect;
  }

  /** RFC 6265 confines such a cookie to the folder of the log-in page. A session is meant for the whole site. */
  protected override cookieTarget(target: string): string {
    return this.phase === 'ready' ? target : '/';
  }

  protected answered(atUs: number): void {
    if (this.#script.tasksUseCsrf && this.phase !== 'log-in page') this.#csrf!.seen(this.response.body.text);
    if (this.phase === 'log-in page') this.#submit();
    else if (this.phase === 'log-in') this.#judgeLogin(atUs);
    else if (this.phase === 'ready') this.#judgeTask(atUs);
  }

  protected failed(cause: string, atUs: number): void {
    if (this.phase === 'ready') this.#finished(this, this.#scripted.place + cause, atUs);
    else this.#refuse(cause);
  }

  /** The next request of the task follows a right answer. */
  #judgeTask(atUs: number): void {
    const scripted = this.#scripted;
    const cause = this.#judge(scripted);
    if (cause !== null) {
      this.#finished(this, scripted.place + cause, atUs);
      return;
    }
    const next = this.#script.tasks[this.task]![this.#step + 1];
    if (next === undefined) {
      this.#finished(this, null, atUs);
      return;
    }
    const address = next.address === null ? null : this.targetOf(String(this.taken(next.address)));
    this.#step++;
    if (next.address !== null && address === null)
      this.#finished(this, `${next.place}the address leads to another site`, atUs);
    else this.#ask(next, address, atUs);
  }

  #judge({ number, checks, plan, usesCsrf }: ScriptedRequest): string | null {
    const { response } = this;
    const { status } = response;
    if (plan.cache) {
      const { target } = this;
      // It was asked whether the answer before still holds.
      if (status === 304 && this.#kept.etagOf(number, target) !== null) return null;
      this.#kept.keep(number, target, status === 200 ? response.fields?.get('etag') : undefined);
      this.#texts[number] = undefined;
    }
    const cause = checks.judge(response, this, this.#taken?.ofTask ?? null);
    return cause !== null && usesCsrf && !checks.expects(status) && this.#csrf!.value === null
      ? `${cause}: ${this.#csrf!.missing}`
      : cause;
  }

  /** The form of the page that came. */
  #submit(): void {
    const { plan: login } = this.#script.login!;
    const { status, body } = this.response;
    if (status !== 200) {
      this.#refuse(`log-in page: status ${status}`);
      return;
    }
    if (login.csrf !== null) {
      const csrf = this.#csrf!;
      csrf.seen(body.text);
      if (csrf.value === null) {
        this.#refuse(csrf.missing);
        return;
      }
    }
    if (login.form === null || login.csrf === null) this.#logIn(bodyFor(login, this));
    else this.#logIn(formOf({ ...fillAll(login.form, this), [login.csrf.field]: this.csrf! }));
  }

  #logIn(body: RequestBody | null): void {
    const { plan, keep } = this.#script.login!;
    this.phase = 'log-in';
    const request: Request = {
      method: 'POST',
      target: this.#below(plan.post),
      body,
      ...(plan.headers && { headers: fieldsOf(fillAll(plan.headers, this)) }),
    };
    this.send(request, this.textOf(request), keep, nowUs());
  }

  #judgeLogin(atUs: number): void {
    const { plan, checks } = this.#script.login!;
    const { status, body } = this.response;
    const cause = checks.judge(this.response, this, this.#taken?.ofSession ?? null);
    if (status === 403 && plan.page !== null && NAMES_CSRF.test(body.text))
      this.#refuse('log-in: CSRF refused');
    else if (plan.expect === null && cause === null && this.redirects === 0)
      this.#refuse('log-in refused: the form came back instead of a redirect');
    else if (cause === 'wrong body' && plan.expect !== null)
      this.#refuse(`log-in refused: the page after it does not hold "${plan.expect.contains}"`);
    else if (cause !== null) this.#refuse(`log-in: ${cause}`);
    else {
      this.phase = 'ready';
      this.#settled(this, null, atUs);
    }
  }

  #refuse(cause: string): void {
    this.phase = 'failed';
    this.hangUp();
    this.#settled(this, cause, nowUs());
  }
}
