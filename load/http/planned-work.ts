import { basename } from 'node:path';
import { redact } from '../../text/redact.ts';
import type { SavedHttpPlan, TaskPlan } from './plan.ts';
import type { RequestPlan } from './request-plan.ts';
import { namesIn } from './template.ts';

/**
 * What of a plan is work: not where the site listens, the certificate it shows, the folder of a behaviour, and the secrets
 * in requests, which may be others each day.
 */
export const workOfUsers = ({ target: _, ...plan }: SavedHttpPlan): object => ({
  ...plan,
  login: plan.login && { ...plan.login, ...withoutSecrets(plan.login) },
  tasks: plan.tasks.map(workOfTask),
  tls: plan.tls && { verify: plan.tls.verify },
  module: plan.module && basename(plan.module),
  // What the load is told as.
  change: undefined,
});

const workOfTask = (task: TaskPlan): object => ({
  ...task,
  ...withoutSecrets(task),
  ...(task.later && { later: task.later.map((request) => ({ ...request, ...withoutSecrets(request) })) }),
});

type Sent = Pick<RequestPlan, 'headers' | 'json' | 'body'>;

const withoutSecrets = ({ headers, json, body }: Sent): Sent => ({
  ...(headers && {
    headers: Object.fromEntries(
      Object.entries(headers).map((field) => (namesIn(field[1]).length > 0 ? field : redacted(field))),
    ),
  }),
  ...(json !== undefined && { json: redact(json) }),
  ...(body !== undefined && { body: redact(body) }),
});

const redacted = ([name, value]: [string, string]): [string, string] =>
  Object.entries(redact({ [name]: value }))[0]!;
