/** Texts of a plan with names in braces, which each user has values of its own for. */

const FIELD = /\{(\w+)\}/g;

/** Whose values they are. */
export interface Owner {
  /** `{user}` */
  readonly number: number;
  /** What every other name stands for. */
  readonly account: Readonly<Record<string, string>>;
  /** `{csrf}`: the token of the session, null without one. */
  readonly csrf: string | null;
}

export const fill = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => valueFor(name, owner));

/** Of a path: a value is no more than a part of it. */
export const fillPath = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => encodeURIComponent(valueFor(name, owner)));

export const fillAll = (templates: Readonly<Record<string, string>>, owner: Owner): Record<string, string> =>
  Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, fill(text, owner)]));

export const namesIn = (template: string): string[] =>
  [...template.matchAll(FIELD)].map(([, name = '']) => name);

export const namesCsrf = (template: string): boolean => namesIn(template).includes('csrf');

/** Whether it is no account that has a value for it; only what is sent after the log-in has a token. */
export const isOwnName = (name: string, inTask: boolean): boolean =>
  name === 'user' || (inTask && name === 'csrf');

function valueFor(name: string, { number, account, csrf }: Owner): string {
  if (name === 'user') return String(number);
  return (name === 'csrf' ? csrf : account[name]) ?? '';
}
