/** Texts of a plan with names in braces, which each user has values of its own for. */
import { randomField } from '../template.ts';
import type { Value } from './taken-values.ts';

const NAME = String.raw`\{(\w+|random:\d+(?::x\d+)?)\}`;
const FIELD = new RegExp(NAME, 'g');
/** In JSON: a text that is nothing but a name, and no name of a member; or a name within a text. */
const FIELD_OF_JSON = new RegExp(`"${NAME}"(?!:)|${NAME}`, 'g');

/** Whose values they are. */
export interface Owner {
  /** `{user}` */
  readonly number: number;
  /** `{seq}`: number of the task under way, from 0. */
  readonly seq: number;
  /** `{csrf}`: the token of the session, null without one. */
  readonly csrf: string | null;
  /** `{random:100}`: the next number of its own sequence, 0 to 1. */
  random(): number;
  /** What an answer has given, by the name that the plan takes it under; undefined = nothing. */
  taken(name: string): Value | undefined;
  /** What every other name stands for. */
  readonly account: Readonly<Record<string, string>>;
}

export const fill = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => String(valueFor(name, owner)));

/** Of a path: a value is no more than a part of it. */
export const fillPath = (template: string, owner: Owner): string =>
  template.replace(FIELD, (_, name: string) => encodeURIComponent(String(valueFor(name, owner))));

/** Of a text in JSON: a text that is nothing but the name of a number or a boolean becomes that. */
export const fillJson = (template: string, owner: Owner): string =>
  template.replace(FIELD_OF_JSON, (_, alone: string | undefined, within: string) => {
    const value = valueFor(alone ?? within, owner);
    if (alone !== undefined) return typeof value === 'string' ? JSON.stringify(value) : String(value);
    return JSON.stringify(String(value)).slice(1, -1);
  });

export const fillAll = (templates: Readonly<Record<string, string>>, owner: Owner): Record<string, string> =>
  Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, fill(text, owner)]));

export const namesIn = (template: string): string[] =>
  [...template.matchAll(FIELD)].map(([, name = '']) => name);

export const namesCsrf = (template: string): boolean => namesIn(template).includes('csrf');

/** Names that stand for another value each time. */
export const isNewEachTime = (name: string): boolean =>
  name === 'seq' || name === 'now' || randomField(name) !== null;

/** Whether it is no account and no answer that has a value for it. */
export const isOwnName = (name: string): boolean => name === 'user' || name === 'csrf' || isNewEachTime(name);

function valueFor(name: string, owner: Owner): Value {
  switch (name) {
    case 'user':
      return owner.number;
    case 'seq':
      return owner.seq;
    case 'now':
      return Date.now();
    case 'csrf':
      return owner.csrf ?? '';
    default:
      return owner.taken(name) ?? owner.account[name] ?? randomFor(name, owner);
  }
}

function randomFor(name: string, owner: Owner): Value {
  const random = randomField(name);
  if (random === null) return '';
  const number = Math.floor(owner.random() * random.below);
  return random.hexDigits === null ? number : number.toString(16).padStart(random.hexDigits, '0');
}
