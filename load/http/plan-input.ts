/** What a user writes for `load.http` and `load.users`, and how it becomes a plan. */
import { z } from 'zod';
import { redactUrl } from '../../text/redact-url.ts';
import { arrivalInput, rateInput, readRate } from '../arrivals-input.ts';
import { texts, type Written } from '../plain-data.ts';
import {
  bytes,
  checked,
  milliseconds,
  names,
  PlanError,
  type PlanOverrides,
  phasesInput,
  rate,
  readPhases,
  timeout,
} from '../plan-input.ts';
import { checkAccounts } from './account-check.ts';
import { csrfInput, DJANGO } from './csrf-input.ts';
import { loginInput, readLogin } from './login-input.ts';
import type { HttpPlan, TaskPlan, UserPace } from './plan.ts';
import { readFields } from './request-input.ts';
import { readSiteUrl, type SiteUrl } from './site-url.ts';
import { readTask, taskInput, usesCsrf } from './task-input.ts';
import { isNewEachTime, namesIn } from './template.ts';
import { templatesIn } from './templates.ts';

/** What users do, however many there are and however long it takes. */
const doing = z.strictObject({
  /** Default 'tidemark'; 'autocannon' is the page floor: see `load.pages`. */
  engine: z.enum(['tidemark', 'autocannon']).default('tidemark'),
  /** New users a second; absent: as fast as they are let in. */
  spawn: rate.optional(),
  /** Each user takes another one, at random. Needed for a log-in and for `{fields}`. */
  accounts: z.array(texts).readonly().default([]),
  login: loginInput.optional(),
  tasks: z.record(names, taskInput),
  /** Fields of every request of the tasks, like `{ authorization: 'Bearer {token}' }`. */
  headers: texts.optional(),
  /** Where `{csrf}` comes from. Default that of the log-in, or Django's. */
  csrf: csrfInput.optional(),
  /** Think time between an answer and the next task, uniform: the closed loop. Default none. */
  wait: z.union([milliseconds, z.tuple([milliseconds, milliseconds])]).optional(),
  /** Tasks a second over all users, begun whatever the site does: the open loop, in place of `wait`. */
  rate: rateInput.optional(),
  /** The same as `rate`. */
  arrivals: rateInput.optional(),
  arrival: arrivalInput,
  /** For each task, redirects included. Default '10s'. */
  timeout: timeout.default(10_000),
  /** Of an answer; a larger one fails. Default '16MiB'. */
  bodyLimit: bytes.optional(),
  /** Apdex T: answers up to T satisfy, up to 4 T are tolerated. */
  apdex: milliseconds.optional(),
  /**
   * Where a test asks two targets for the same in turn: whether this one has the change that the test is about. Reports tell
   * such loads in a section of their own.
   */
  change: z.enum(['without', 'with']).optional(),
  /** File whose default export chooses tasks and waits: see `Behaviour`. */
  module: z.string().min(1).optional(),
  /** Default 1. The same seed gives the same accounts, tasks and waits. */
  seed: z.number().int().min(0).default(1),
  tls: z
    .strictObject({
      /** PEM of the authority that signed the site's certificate. */
      ca: z.string().optional(),
      /** Default true. */
      verify: z.boolean().default(true),
    })
    .prefault({}),
});
const phases = z.strictObject(phasesInput);
const input = z.strictObject({
  users: z.number().int('a whole number is required').min(1, 'at least 1 user is required'),
  ...doing.shape,
  ...phases.shape,
});
/** What a hold changes of its crowd's plan. */
export type HoldInput = Partial<Written<typeof phases>>;
/** What the users of a crowd do; `hold` says how many and how long. */
export type UsersInput = Written<typeof doing> & HoldInput;
export type HttpPlanInput = Written<typeof input>;
type Values = z.output<typeof input>;

/** Checks what the user wrote and gives every quantity its unit. @throws PlanError */
export function readHttpPlan(
  written: HttpPlanInput,
  target: { readonly url: string },
  overrides: PlanOverrides = {},
): HttpPlan {
  const values = checked(input, written);
  const phases = readPhases(values, overrides);
  const common = readFields('', values.headers);
  const tasks = Object.entries(values.tasks).map(([name, one]) => readTask(name, one, common));
  if (tasks.length === 0) throw new PlanError('tasks: at least one task is required; got none.');
  if (values.csrf && values.login?.csrf)
    throw new PlanError('csrf: one of csrf and login.csrf is required, which are the same; got both.');
  if (values.csrf && !values.login && !tasks.some(usesCsrf))
    throw new PlanError(
      'csrf: a task with {csrf}, or a log-in, is required, which would use it; got neither.',
    );
  const login = values.login ? readLogin(values.login, values.csrf) : null;
  checkAccounts(values, tasks, login);
  if (values.engine === 'autocannon') checkPages(values, tasks);
  const site = siteAt(target.url);
  return {
    protocol: 'http',
    engine: values.engine,
    target: { url: site.url, host: site.host, port: site.port },
    credentials: site.credentials,
    tls: site.secure ? { ca: values.tls.ca ?? null, verify: values.tls.verify } : null,
    users: values.users,
    spawnPerSecond: values.spawn ?? null,
    accounts: values.accounts,
    seed: values.seed,
    login,
    tasks,
    ...(tasks.some(usesCsrf) && { csrf: values.csrf ?? login?.csrf ?? DJANGO }),
    pace: readPace(values),
    module: values.module ?? null,
    apdexMs: values.apdex ?? null,
    ...(values.change && { change: values.change }),
    timeoutMs: values.timeout,
    ...(values.bodyLimit !== undefined && { bodyLimitBytes: values.bodyLimit }),
    ...phases,
  };
}

/** @throws PlanError */
function siteAt(url: string): SiteUrl {
  try {
    return readSiteUrl(url);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PlanError(`target: '${redactUrl(url)}': ${error.message}.`);
  }
}

function readPace({ wait = 0, arrivals, rate, arrival, seed, module }: Values): UserPace {
  if (rate !== undefined && arrivals !== undefined)
    throw new PlanError('rate: one of rate and arrivals is required, which are the same; got both.');
  const given = rate ?? arrivals;
  if (given !== undefined) {
    const name = rate === undefined ? 'arrivals' : 'rate';
    if (wait !== 0)
      throw new PlanError(
        `${name}: one of wait (closed loop) and ${name} (open loop) is required; got both.`,
      );
    if (module !== undefined)
      throw new PlanError('module: a closed loop is required, since the module says how long to wait.');
    const { perSecond, arrivals: moments } = readRate(given, { arrival, seed }, (message) => {
      throw new PlanError(`${name}: ${message}`);
    });
    return { model: 'open', tasksPerSecond: perSecond, ...(moments && { arrivals: moments }) };
  }
  if (arrival !== 'even')
    throw new PlanError('arrival: rate is required: in a closed loop answers say when tasks begin.');
  const [from, to] = typeof wait === 'number' ? [wait, wait] : wait;
  if (from > to) throw new PlanError(`wait: the shorter time first is required; got ${from} ms, ${to} ms.`);
  return { model: 'closed', waitMs: [from, to] };
}

/** What autocannon cannot do: it asks for one page after the other, and counts time-outs in whole seconds. */
function checkPages(
  { wait = 0, arrivals, rate = arrivals, module, timeout }: Values,
  [task, ...others]: readonly TaskPlan[],
): void {
  if (
    task?.method !== 'GET' ||
    task.later !== undefined ||
    others.length > 0 ||
    wait !== 0 ||
    rate !== undefined ||
    module !== undefined
  )
    throw new PlanError(
      'engine: autocannon carries out one get task without wait, rate or module; leave these out, or the engine.',
    );
  if (task.expect.json !== undefined || task.expect.headers !== undefined || task.cache)
    throw new PlanError(
      'engine: autocannon checks status and contains alone; leave the others out, or use load.http.',
    );
  const changing = templatesIn(task).flatMap(({ text }) => namesIn(text).filter(isNewEachTime));
  if (changing.length > 0)
    throw new PlanError(
      `engine: autocannon sends the same request each time; leave {${changing[0]}} out, or use load.http.`,
    );
  if (timeout < 1000) throw new PlanError(`timeout: autocannon needs at least 1s; got ${timeout} ms.`);
}
