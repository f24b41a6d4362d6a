/** Plans of virtual users as results keep them: how many accounts, and nothing that lets anybody in. */
import { isSecretName, redact, redactPath } from '../../text/redact.ts';
import { redactLiterals } from '../../text/redact-query.ts';
import type { HttpPlan, LoginPlan, SavedHttpPlan, TaskPlan } from './plan.ts';
import type { RequestPlan } from './request-plan.ts';

/** Twice is as good as once. */
export const asSaved = ({ credentials: _, ...plan }: HttpPlan): SavedHttpPlan =>
  withoutSecrets({ ...plan, accounts: plan.accounts.length });

/** Names in braces stay, the texts around them do not. Fields keep their order, by which plans are told apart. */
export const withoutSecrets = (plan: SavedHttpPlan): SavedHttpPlan => ({
  ...plan,
  target: { ...plan.target, url: redactPath(plan.target.url) },
  login: plan.login && login(plan.login),
  tasks: plan.tasks.map(task),
});

/** Whatever a log-in carries is there to let a user in. */
const login = (plan: LoginPlan): LoginPlan => {
  const { page, post, form, json, body, headers } = plan;
  return {
    ...plan,
    page: page && redactPath(page),
    post: redactPath(post),
    form: form && literals(form),
    ...(json !== undefined && { json: literalsOf(json) }),
    ...(body !== undefined && { body: redactLiterals(body) }),
    ...(headers && { headers: fields(headers) }),
  };
};

const task = (plan: TaskPlan): TaskPlan => ({
  ...plan,
  ...request(plan),
  ...(plan.later && { later: plan.later.map((one) => ({ ...one, ...request(one) })) }),
});

type Sent = Pick<RequestPlan, 'path' | 'form' | 'headers' | 'json' | 'body'>;

const request = ({ path, form, headers, json, body }: Sent): Sent => ({
  path: redactPath(path),
  // A form with one secret in it is a log-in as well.
  form: form && (Object.keys(form).some(isSecretName) ? literals(form) : form),
  ...(json !== undefined && { json: redact(json) }),
  ...(body !== undefined && { body: redact(body) }),
  ...(headers && { headers: fields(headers) }),
});

/** Fields that say what is sent and wanted (RFC 9110, 8 and 12). Any other may let somebody in. */
const OPEN =
  /^(?:accept(?:-\w+)*|cache-control|content-(?:type|language|encoding)|if-(?:none-)?match|if-modified-since|origin|prefer|range|user-agent|x-requested-with)$/i;

const fields = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (OPEN.test(name)) return [name, value];
      return [name, /^referer$/i.test(name) ? redactPath(value) : redactLiterals(value)];
    }),
  );

const literals = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, redactLiterals(value)]));

/** Of any depth. Yes, no and nothing are no secrets. */
function literalsOf(json: unknown): unknown {
  if (typeof json === 'string') return redactLiterals(json);
  if (typeof json === 'number') return redactLiterals(String(json));
  if (Array.isArray(json)) return json.map(literalsOf);
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, literalsOf(value)]));
}
