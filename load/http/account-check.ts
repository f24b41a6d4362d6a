/** Whether the names in braces of a plan's texts have values: of accounts, of answers, or names of our own. */
import { PlanError } from '../plan-input.ts';
import type { Account, HttpPlan, LoginPlan, TaskPlan } from './plan.ts';
import { whyNoField } from './request.ts';
import { namesIn, OWN_NAMES } from './template.ts';
import { type Template, templatesIn, templatesOfLogin } from './templates.ts';

/** A name that an account has to have a value for. */
interface Field {
  readonly where: string;
  readonly name: string;
  readonly inHeaders: boolean;
}

/** @throws PlanError when a name in braces has no value that can be sent, or there are more users than accounts */
export function checkAccounts(
  { engine, users, accounts }: Pick<HttpPlan, 'engine' | 'users' | 'accounts'>,
  tasks: readonly TaskPlan[],
  login: LoginPlan | null,
): void {
  const fields = [
    ...tasks.flatMap((task) => fieldsOfTask(task, Object.keys(login?.take ?? {}))),
    ...(login ? fieldsOfLogin(login) : []),
  ];
  for (const field of fields) checkField(field, accounts);
  const named = fields.length > 0;
  if (named && engine === 'tidemark' && users > accounts.length)
    throw new PlanError(
      `users: an account for each is required; got ${users.toLocaleString('en-US')} users and ${accounts.length.toLocaleString('en-US')} accounts. Add accounts or use fewer users.`,
    );
}

function fieldsOfTask(task: TaskPlan, ofSession: readonly string[]): Field[] {
  const taken: string[] = [];
  return [task, ...(task.later ?? [])].flatMap((request, n) => {
    const where = `tasks.${task.name}${task.later ? `.steps.${n}` : ''}`;
    const address = /^\{(\w+)\}$/.exec(request.path)?.[1];
    if (address !== undefined && !taken.includes(address))
      throw new PlanError(
        `${where}: a path that begins with / is required, or the name of an address that a step before it takes; got '${request.path}'.`,
      );
    const fields = fieldsIn(where, templatesIn(request), [...OWN_NAMES, ...ofSession, ...taken]);
    taken.push(...Object.keys(request.take ?? {}));
    return fields;
  });
}

function fieldsOfLogin(login: LoginPlan): Field[] {
  if (login.page?.startsWith('{') || login.post.startsWith('{'))
    throw new PlanError('login: a path that begins with / is required.');
  // A form gets the token of the page by itself.
  const known = login.csrf === null ? ['user'] : ['user', 'csrf'];
  return templatesOfLogin(login)
    .flatMap((template) =>
      fieldsIn('login', [template], ['', '.form'].includes(template.part) ? ['user'] : known),
    )
    .map((field) => ({ ...field, where: 'login' }));
}

const fieldsIn = (where: string, templates: readonly Template[], known: readonly string[]): Field[] =>
  templates.flatMap(({ part, text }) =>
    namesIn(text)
      .filter((name) => !known.includes(name))
      .map((name) => ({ where: where + part, name, inHeaders: part === '.headers' })),
  );

/** Whatever the account has of this name can be sent. @throws PlanError */
function checkField({ where, name, inHeaders }: Field, accounts: readonly Account[]): void {
  const without = accounts.findIndex((account) => !Object.hasOwn(account, name));
  if (accounts.length === 0 || without >= 0)
    throw new PlanError(
      `${where}: {${name}} is required in every account; ${accounts.length === 0 ? 'there are none' : `account ${without} lacks it`}.`,
    );
  const broken = accounts.findIndex((account) => !account[name]!.isWellFormed());
  if (broken >= 0)
    throw new PlanError(
      `${where}: {${name}} of account ${broken} has half of a surrogate pair, which cannot be sent. Correct the text.`,
    );
  const field = inHeaders
    ? accounts.findIndex((account) => whyNoField('value', account[name]!) !== null)
    : -1;
  if (field >= 0)
    throw new PlanError(
      `${where}: {${name}} of account ${field} cannot be sent in a field. Use Latin-1 without control characters.`,
    );
}
