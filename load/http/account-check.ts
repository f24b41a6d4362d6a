/** Whether accounts have what the texts of a plan name in braces. */
import { PlanError } from '../plan-input.ts';
import type { Account, HttpPlan, LoginPlan, TaskPlan } from './plan.ts';
import { whyNoField } from './request.ts';
import { isOwnName, namesIn } from './template.ts';

/** @throws PlanError when a name in braces has no value that can be sent, or there are more users than accounts */
export function checkAccounts(
  { engine, users, accounts }: Pick<HttpPlan, 'engine' | 'users' | 'accounts'>,
  tasks: readonly TaskPlan[],
  login: LoginPlan | null,
): void {
  const ofTasks = tasks.flatMap(({ name, path, form, headers }) => [
    [`tasks.${name}`, path] as const,
    ...Object.values(form ?? {}).map((text) => [`tasks.${name}.form`, text] as const),
    ...Object.values(headers ?? {}).map((text) => [`tasks.${name}.headers`, text] as const),
  ]);
  const ofLogin = login ? [login.page, login.post, ...Object.values(login.form)] : [];
  const fields = [
    ...ofTasks.flatMap(([where, text]) => namesIn(text).map((name) => ({ where, name, inTask: true }))),
    ...ofLogin.flatMap((text) => namesIn(text).map((name) => ({ where: 'login', name, inTask: false }))),
  ].filter(({ name, inTask }) => !isOwnName(name, inTask));
  for (const { where, name } of fields) checkField(where, name, accounts);
  const named = fields.length > 0;
  if (named && engine === 'tidemark' && users > accounts.length)
    throw new PlanError(
      `users: an account for each is required; got ${users.toLocaleString('en-US')} users and ${accounts.length.toLocaleString('en-US')} accounts. Add accounts or use fewer users.`,
    );
}

/** Whatever the account has of this name can be sent. @throws PlanError */
function checkField(where: string, name: string, accounts: readonly Account[]): void {
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
  const field =
    where.endsWith('.headers') &&
    accounts.findIndex((account) => whyNoField('value', account[name]!) !== null);
  if (field !== false && field >= 0)
    throw new PlanError(
      `${where}: {${name}} of account ${field} cannot be sent in a field. Use Latin-1 without control characters.`,
    );
}
