/** Whether the names in braces of a plan's texts have values: of accounts, of answers, or names of our own. */
import { PlanError } from '../plan-input.ts';
import type { Account, HttpPlan, LoginPlan, TaskPlan } from './plan.ts';
import { whyNoField } from './request.ts';
import { requestsOf } from './task.ts';
import { isNewEachTime, isOwnName, namesIn } from './template.ts';
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
  const taken = new Set(ofSession);
  const ofSteps = new Set<string>();
  return requestsOf(task).flatMap((request, n) => {
    const where = `tasks.${task.name}${task.later ? `.steps.${n}` : ''}`;
    const address = /^\{(\w+)\}$/.exec(request.path)?.[1];
    if (address !== undefined && !ofSteps.has(address))
      throw new PlanError(
        `${where}: a path that begins with / is required, or the name of an address that a step before it takes; got '${request.path}'.`,
      );
    const templates = templatesIn(request);
    checkExpected(where, templates);
    const fields = fieldsIn(where, templates, (name) => isOwnName(name) || taken.has(name));
    for (const name of Object.keys(request.take ?? {})) {
      taken.add(name);
      ofSteps.add(name);
    }
    return fields;
  });
}

/** @throws PlanError when it is expected what nobody can know */
function checkExpected(where: string, templates: readonly Template[]): void {
  for (const { part, text } of templates)
    for (const name of part === '.expect' ? namesIn(text) : [])
      if (isNewEachTime(name) && name !== 'seq')
        throw new PlanError(
          `${where}.expect: a value that is the same as in the request is required; {${name}} is another one each time. Leave it out.`,
        );
}

function fieldsOfLogin(login: LoginPlan): Field[] {
  if (login.page?.startsWith('{') || login.post.startsWith('{'))
    throw new PlanError('login: a path that begins with / is required.');
  return templatesOfLogin(login)
    .flatMap((template) => {
      // A form gets the token of the page by itself.
      const token = login.csrf !== null && !['', '.form'].includes(template.part);
      return fieldsIn('login', [template], (name) => name === 'user' || (name === 'csrf' && token));
    })
    .map((field) => ({ ...field, where: 'login' }));
}

const fieldsIn = (
  where: string,
  templates: readonly Template[],
  isKnown: (name: string) => boolean,
): Field[] =>
  templates.flatMap(({ part, text }) =>
    namesIn(text)
      .filter((name) => !isKnown(name))
      .map((name) => ({ where: where + part, name, inHeaders: part === '.headers' })),
  );

/** Whatever the account has of this name can be sent. @throws PlanError */
function checkField({ where, name, inHeaders }: Field, accounts: readonly Account[]): void {
  const without = accounts.findIndex((account) => !Object.hasOwn(account, name));
  if (accounts.length === 0 || without >= 0)
    throw new PlanError(
      `${where}: {${name}} is required in every account; ${accounts.length === 0 ? 'there are none' : `account ${without} lacks it`}. Add it to the accounts, or take it from an answer before.`,
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
