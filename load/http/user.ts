/**
 * A virtual user: an account, a session, and one task after the other. Numbers in the user, no timer and no closure
 * of its own: the population says when, and hears how it went.
 */
import { nowUs } from '../clock.ts';
import { Exchange, type Site } from './exchange.ts';
import { formBody, inputValue } from './form.ts';
import type { Account, TaskPlan } from './plan.ts';
import type { Script } from './script.ts';

const FIELD = /\{(\w+)\}/g;
/** Answers that are refused for want of a token name it (Django: 403 "CSRF verification failed"). */
const NAMES_CSRF = /csrf/i;

/** Told how a log-in, or a task, ended: `cause` null = well. */
type Told = (user: User, cause: string | null, atUs: number) => void;

export class User extends Exchange {
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
  readonly #texts: (string | undefined)[] = [];
  #expectsRedirect = false;

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
    const path = this.#fillPath(login.page);
    this.request(path, this.textOf(path, null), false, true, nowUs());
  }

  /** Where its task takes it. */
  pathOf(task: TaskPlan): string {
    return this.#fillPath(task.path);
  }

  leave(): void {
    this.phase = 'left';
    this.intendedUs = Number.POSITIVE_INFINITY;
    this.hangUp();
  }

  /** Sends the request of `task`, late by `lagUs` of ours. */
  begin(lagUs: number, atUs: number): void {
    const { task } = this;
    const plan = this.#script.tasks[task]!;
    this.begun++;
    this.serviceFromUs = this.intendedUs + lagUs;
    this.#expectsRedirect = plan.expect.status >= 300 && plan.expect.status < 400;
    const path = this.pathOf(plan);
    this.#texts[task] ??= this.textOf(path, plan.form && this.#formText(plan.form));
    const checked = this.#script.needles[task] !== null;
    this.request(path, this.#texts[task], plan.method === 'POST', checked, atUs);
  }

  protected followsRedirects(): boolean {
    return this.phase !== 'ready' || !this.#expectsRedirect;
  }

  protected answered(atUs: number): void {
    // Cached requests carry the cookies of their time.
    if (this.response.setCookies !== null) this.#texts.length = 0;
    if (this.phase === 'log-in page') this.#submit();
    else if (this.phase === 'log-in') this.#judgeLogin(atUs);
    else if (this.phase === 'ready') this.#finished(this, this.#judgeTask(), atUs);
  }

  protected failed(cause: string, atUs: number): void {
    if (this.phase === 'ready') this.#finished(this, cause, atUs);
    else this.#refuse(cause);
  }

  #judgeTask(): string | null {
    const { expect } = this.#script.tasks[this.task]!;
    const { status, body } = this.response;
    if (status !== expect.status) return `status ${status}`;
    const needle = this.#script.needles[this.task]!;
    return needle === null || body.includes(needle) ? null : 'wrong body';
  }

  #submit(): void {
    const login = this.#script.login!;
    const { status, body } = this.response;
    if (status !== 200) {
      this.#refuse(`log-in page: status ${status}`);
      return;
    }
    const form = Object.fromEntries(
      Object.entries(login.form).map(([name, text]) => [name, this.#fill(text)]),
    );
    if (login.csrf !== null) {
      const { field, cookie } = login.csrf;
      const token = inputValue(body.toString(), field) ?? this.cookies.get(cookie);
      if (token === null) {
        this.#refuse(`CSRF token missing: the page has no field ${field}, the session no cookie ${cookie}`);
        return;
      }
      form[field] = token;
    }
    this.phase = 'log-in';
    const path = this.#fillPath(login.post);
    this.request(path, this.textOf(path, formBody(form)), true, true, nowUs());
  }

  #judgeLogin(atUs: number): void {
    const { expect } = this.#script.login!;
    const { status, body } = this.response;
    if (status === 403 && body.toString().match(NAMES_CSRF)) {
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
    if (expect?.contains && !body.includes(expect.contains)) {
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

  #formText(form: Readonly<Record<string, string>>): string {
    return formBody(Object.fromEntries(Object.entries(form).map(([name, text]) => [name, this.#fill(text)])));
  }

  #fill(template: string): string {
    return template.replace(FIELD, (_, name: string) => this.#value(name));
  }

  #fillPath(template: string): string {
    return template.includes('{')
      ? template.replace(FIELD, (_, name: string) => encodeURIComponent(this.#value(name)))
      : template;
  }

  #value(name: string): string {
    return name === 'user' ? String(this.number) : (this.account[name] ?? '');
  }
}
