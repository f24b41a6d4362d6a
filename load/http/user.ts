/**
 * A virtual user: an account, a session, and one task after the other. Numbers in the user, no timer and no closure
 * of its own: the population says when, and hears how it went.
 */
import { nowUs } from '../clock.ts';
import { CsrfToken } from './csrf-token.ts';
import { Exchange } from './exchange.ts';
import { formBody } from './form.ts';
import type { Account } from './plan.ts';
import type { Request } from './request.ts';
import type { Script } from './script.ts';
import { type Site, targetBelow } from './site.ts';
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
  /** By task; those of tasks with a token in them are made anew. */
  readonly #requests: (Request | undefined)[] = [];
  readonly #texts: (string | undefined)[] = [];
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
    this.phase = 'log-in page';
    const request = { target: this.#targetOf(login.page), body: null };
    this.send(request, this.textOf(request), null, true, nowUs());
  }

  get csrf(): string | null {
    return this.#csrf?.value ?? null;
  }

  /** Where a path of the plan takes it. */
  #targetOf(path: string): string {
    return targetBelow(this.site, fillPath(path, this));
  }

  leave(): void {
    this.phase = 'left';
    this.intendedUs = Number.POSITIVE_INFINITY;
    this.hangUp();
  }

  /** Sends the request of `task`, late by `lagUs` of ours. */
  begin(lagUs: number, atUs: number): void {
    const task = this.#script.tasks[this.task]!;
    this.begun++;
    this.serviceFromUs = this.intendedUs + lagUs;
    const request = this.requestOf(this.task);
    const text = task.usesCsrf ? this.textOf(request) : this.#textOf(request);
    this.send(request, text, task.needle, this.#script.tasksUseCsrf, atUs);
  }

  /** What it sends for a task of the plan. */
  requestOf(number: number): Request {
    const task = this.#script.tasks[number]!;
    if (task.request !== null) return task.request;
    if (task.usesCsrf) return task.requestOf(this);
    this.#requests[number] ??= task.requestOf(this);
    return this.#requests[number]!;
  }

  /** Of the task that begins. Cookies that have changed, by whatever answer, are in it. */
  #textOf(request: Request): string {
    const { version } = this.cookies;
    if (version !== this.#version) {
      this.#version = version;
      this.#texts.length = 0;
    }
    this.#texts[this.task] ??= this.textOf(request);
    return this.#texts[this.task]!;
  }

  protected followsRedirects(): boolean {
    return this.phase !== 'ready' || !this.#script.tasks[this.task]!.expectsRedirect;
  }

  /** RFC 6265 confines such a cookie to the folder of the log-in page. A session is meant for the whole site. */
  protected override cookieTarget(target: string): string {
    return this.phase === 'ready' ? target : '/';
  }

  protected answered(atUs: number): void {
    if (this.#script.tasksUseCsrf && this.phase !== 'log-in page') this.#csrf!.seen(this.response.body.text);
    if (this.phase === 'log-in page') this.#submit();
    else if (this.phase === 'log-in') this.#judgeLogin(atUs);
    else if (this.phase === 'ready') this.#finished(this, this.#judgeTask(), atUs);
  }

  protected failed(cause: string, atUs: number): void {
    if (this.phase === 'ready') this.#finished(this, cause, atUs);
    else this.#refuse(cause);
  }

  #judgeTask(): string | null {
    const { plan, usesCsrf } = this.#script.tasks[this.task]!;
    const { status, body } = this.response;
    if (status === plan.expect.status) return body.found ? null : 'wrong body';
    return usesCsrf && this.#csrf!.value === null
      ? `status ${status}: ${this.#csrf!.missing}`
      : `status ${status}`;
  }

  #submit(): void {
    const login = this.#script.login!;
    const { status, body } = this.response;
    if (status !== 200) {
      this.#refuse(`log-in page: status ${status}`);
      return;
    }
    const form = fillAll(login.form, this);
    if (login.csrf !== null) {
      const csrf = this.#csrf!;
      csrf.seen(body.text);
      if (csrf.value === null) {
        this.#refuse(csrf.missing);
        return;
      }
      form[login.csrf.field] = csrf.value;
    }
    this.phase = 'log-in';
    const request = { target: this.#targetOf(login.post), body: formBody(form) };
    this.send(request, this.textOf(request), this.#script.loginNeedle, true, nowUs());
  }

  #judgeLogin(atUs: number): void {
    const { expect } = this.#script.login!;
    const { status, body } = this.response;
    if (status === 403 && NAMES_CSRF.test(body.text)) {
      this.#refuse('log-in: CSRF refused');
      return;
    }
    if (status !== (expect?.status ?? 200)) {
      this.#refuse(`log-in: status ${status}`);
      return;
    }
    if (expect === null && this.redirects === 0) {
      this.#refuse('log-in refused: the form came back instead of a redirect');
      return;
    }
    if (expect !== null && !body.found) {
      this.#refuse(`log-in refused: the page after it does not hold "${expect.contains}"`);
      return;
    }
    this.phase = 'ready';
    this.#settled(this, null, atUs);
  }

  #refuse(cause: string): void {
    this.phase = 'failed';
    this.hangUp();
    this.#settled(this, cause, nowUs());
  }
}
