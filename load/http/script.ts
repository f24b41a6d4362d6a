/** What the users of a plan are to do, made ready for all of them. */

import { formBody } from './form.ts';
import type { CsrfNames, HttpPlan, LoginPlan, TaskPlan } from './plan.ts';
import { fieldValue, type Request } from './request.ts';
import { type Site, targetBelow } from './site.ts';
import { fillAll, fillPath, namesCsrf, namesIn, type Owner } from './template.ts';

const NOBODY: Owner = { number: 0, account: {}, csrf: null };

export class ScriptedTask {
  readonly plan: TaskPlan;
  /** Text that a right answer has; null = any body. */
  readonly needle: Buffer | null;
  readonly expectsRedirect: boolean;
  readonly isPost: boolean;
  /** Its request depends on the token of the session. */
  readonly usesCsrf: boolean;
  /** Of all users; null = each one has its own. */
  readonly request: Request | null;
  readonly #site: Pick<Site, 'basePath'>;

  constructor(plan: TaskPlan, site: Pick<Site, 'basePath'>) {
    const { path, form, headers = {}, expect, method } = plan;
    const templates = [path, ...Object.values(form ?? {}), ...Object.values(headers)];
    this.plan = plan;
    this.#site = site;
    this.needle = needleOf(expect.contains);
    this.expectsRedirect = expect.status >= 300 && expect.status < 400;
    this.isPost = method === 'POST';
    this.usesCsrf = templates.some(namesCsrf);
    this.request = templates.some((text) => namesIn(text).length > 0) ? null : this.requestOf(NOBODY);
  }

  requestOf(user: Owner): Request {
    const { path, form, headers } = this.plan;
    return {
      target: targetBelow(this.#site, fillPath(path, user)),
      body: form === null ? null : formBody(fillAll(form, user)),
      ...(headers && { headers: fieldsOf(fillAll(headers, user)) }),
    };
  }
}

export class Script {
  readonly login: LoginPlan | null;
  /** Text of the page that a log-in ends on; null = any body. */
  readonly loginNeedle: Buffer | null;
  readonly tasks: readonly ScriptedTask[];
  /** Where the token of a session is found; null = nobody asks for it. */
  readonly csrf: CsrfNames | null;
  /** Some task posts the token, so that pages are looked into. */
  readonly tasksUseCsrf: boolean;
  /** Weights of the tasks, each added to those before it. */
  readonly #weights: readonly number[];

  constructor({ login, tasks, csrf }: HttpPlan, site: Pick<Site, 'basePath'>) {
    this.login = login;
    this.loginNeedle = needleOf(login?.expect?.contains);
    this.tasks = tasks.map((task) => new ScriptedTask(task, site));
    this.csrf = csrf ?? login?.csrf ?? null;
    this.tasksUseCsrf = csrf !== undefined;
    let sum = 0;
    this.#weights = tasks.map(({ weight }) => {
      sum += weight;
      return sum;
    });
  }

  /** Whether there is nothing to choose. */
  get single(): boolean {
    return this.tasks.length === 1;
  }

  /** Number of the task that `share`, from 0 to 1, falls on by weight. */
  taskAt(share: number): number {
    const weights = this.#weights;
    const at = share * weights.at(-1)!;
    let task = 0;
    while (weights[task]! <= at) task++;
    return task;
  }
}

const needleOf = (text: string | null | undefined): Buffer | null =>
  text === null || text === undefined ? null : Buffer.from(text);

const fieldsOf = (filled: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(filled).map(([name, value]) => [name, fieldValue(value)]));
