/** What the users of a plan are to do, made ready for all of them. */
import { AnswerChecks } from './answer-checks.ts';
import { BODY, type ToKeep } from './exchange.ts';
import type { CsrfNames, HttpPlan, LoginPlan, TaskPlan } from './plan.ts';
import { needleOf, ScriptedRequest } from './scripted-request.ts';
import type { Site } from './site.ts';
import { requestsOf } from './task.ts';

/** What one user sends for a task, one request after the other. */
export type ScriptedTask = readonly ScriptedRequest[];

/** Of the log-in. */
export interface ScriptedLogin {
  readonly plan: LoginPlan;
  readonly checks: AnswerChecks;
  readonly keep: ToKeep;
}

export class Script {
  readonly login: ScriptedLogin | null;
  readonly tasks: readonly ScriptedTask[];
  /** Where the token of a session is found; null = nobody asks for it. */
  readonly csrf: CsrfNames | null;
  /** Some task posts the token, so that pages are looked into. */
  readonly tasksUseCsrf: boolean;
  /** Some request needs what an answer before it gave. */
  readonly takes: boolean;
  readonly seed: number;
  /** Weights of the tasks, each added to those before it. */
  readonly #weights: readonly number[];

  constructor({ login, tasks, csrf, seed }: HttpPlan, site: Pick<Site, 'basePath'>) {
    this.login = login && scriptedLogin(login);
    this.csrf = csrf ?? login?.csrf ?? null;
    this.tasksUseCsrf = csrf !== undefined;
    this.takes = [login, ...tasks.flatMap(requestsOf)].some((request) => request?.take !== undefined);
    this.seed = seed;
    let number = 0;
    this.tasks = tasks.map((task) => {
      const requests = scriptedTask(task, site, number, this.tasksUseCsrf);
      number += requests.length;
      return requests;
    });
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

function scriptedTask(
  task: TaskPlan,
  site: Pick<Site, 'basePath'>,
  firstNumber: number,
  keepsBody: boolean,
): ScriptedTask {
  const taken: string[] = [];
  return requestsOf(task).map((plan, n) => {
    const place = task.later ? `step ${n + 1} (${plan.method} ${plan.path}): ` : '';
    const request = new ScriptedRequest(plan, site, {
      number: firstNumber + n,
      keepsBody,
      taken: [...taken],
      place,
    });
    taken.push(...Object.keys(plan.take ?? {}));
    return request;
  });
}

function scriptedLogin(plan: LoginPlan): ScriptedLogin {
  const { expect, take } = plan;
  // A form without an expectation has to be answered with a redirect: what it leads to is a page.
  const checks = new AnswerChecks(expect ?? { status: 200, contains: null }, take);
  return { plan, checks, keep: { ...BODY, needle: needleOf(expect?.contains), fields: checks.fields } };
}
