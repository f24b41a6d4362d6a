/** Texts of a plan with names in braces, which each user has values of its own for. */

const FIELD = /\{(\w+)\}/g;

/** Whose values they are. */
export interface Owner {
  /** `{user}` */
  readonly number: number;
  /** `{seq}`: tasks that it has begun, the one under way included. */
  readonly begun: number;
  /** `{csrf}`: the token of the session, null without one. */
  readonly csrf: string | null;
  /** What an answer has given, by the name that the plan takes it under; undefined = nothing. */
  taken(name: string): string | undefined;
  /** What every other name stands for. */
  readonly account: Readonly<Record<string, string>>;
}

export const fill = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => valueFor(name, owner));

/** Of a path: a value is no more than a part of it. */
export const fillPath = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => encodeURIComponent(valueFor(name, owner)));

/** Of a text in JSON: names stand in its strings. An object in it is none, since a quote follows its brace. */
export const fillJson = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => JSON.stringify(valueFor(name, owner)).slice(1, -1));

export const fillAll = (templates: Readonly<Record<string, string>>, owner: Owner): Record<string, string> =>
  Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, fill(text, owner)]));

export const namesIn = (template: string): string[] =>
  [...template.matchAll(FIELD)].map(([, name = '']) => name);

export const namesCsrf = (template: string): boolean => namesIn(template).includes('csrf');

/** Names that no account has a value for, and no answer gives one. */
export const OWN_NAMES: readonly string[] = ['user', 'seq', 'csrf'];

function valueFor(name: string, owner: Owner): string {
  switch (name) {
    case 'user':
      return String(owner.number);
    case 'seq':
      return String(owner.begun);
    case 'csrf':
      return owner.csrf ?? '';
    default:
      return owner.taken(name) ?? owner.account[name] ?? '';
  }
}
