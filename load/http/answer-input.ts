/** What a user writes of the answer to a request: what is right, and what later requests need of it. */
import { z } from 'zod';
import { PlanError } from '../plan-input.ts';
import { readPath } from './json-path.ts';
import { whyNoPattern } from './linear-pattern.ts';
import type { Method } from './method.ts';
import type { Expectation, Source, Wanted } from './request-plan.ts';
import { isOwnName } from './template.ts';

const STATUS = 'a status from 200 to 599 is required, or a list of them';
const status = z.number(STATUS).int(STATUS).min(200, STATUS).max(599, STATUS);
const wanted = z.union(
  [
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.strictObject({ contains: z.string().min(1, 'a text is required') }),
    z.strictObject({ exists: z.boolean() }),
  ],
  "a text, a number, true, false, null, { contains: '…' } or { exists: true } is required",
);

export const expectationInput = z.strictObject({
  /** One or several; default 200. Redirects are followed unless one of them is a redirect. */
  status: z.union([status, z.array(status).min(1, STATUS)], STATUS).optional(),
  /** Text that the body has. */
  contains: z.string().min(1).optional(),
  /** By path, like `'data.name'` or `'items.0.id'`: the value, `{ contains }` or `{ exists }`. */
  json: z.record(z.string(), wanted).optional(),
  /** By name: the value, `{ contains }` or `{ exists }`. */
  headers: z.record(z.string(), wanted).optional(),
});

const source = z.union(
  [
    z.string(),
    z.strictObject({ json: z.string() }),
    z.strictObject({ header: z.string() }),
    z.strictObject({ regex: z.string() }),
  ],
  "a path like 'data.id' is required, or one of { json }, { header } and { regex }",
);
/** By the name in braces: a path in the JSON of the answer, a field of its head, or a group of a regular expression. */
export const takesInput = z.record(z.string(), source);

/** @throws PlanError */
export function readExpectation(
  where: string,
  written: z.output<typeof expectationInput> = {},
  method: Method = 'GET',
  statuses: Expectation['status'] = 200,
): Expectation {
  const { status = statuses, contains, json, headers } = written;
  if (method === 'HEAD' && (contains !== undefined || json !== undefined))
    throw new PlanError(`${where}: status and headers are required; the answer to head has no body.`);
  for (const path of Object.keys(json ?? {})) checkPath(`${where}.json`, path);
  return {
    status,
    contains: contains ?? null,
    ...(json && { json }),
    ...(headers && { headers: fieldsAt(`${where}.headers`, headers) }),
  };
}

/** @throws PlanError */
export function readTakes(where: string, written: z.output<typeof takesInput>): Record<string, Source> {
  return Object.fromEntries(
    Object.entries(written).map(([name, from]) => [name, readSource(`${where}.${name}`, name, from)]),
  );
}

function readSource(where: string, name: string, written: string | Source): Source {
  if (!/^\w+$/.test(name)) throw new PlanError(`${where}: a name of letters, digits and _ is required.`);
  if (isOwnName(name))
    throw new PlanError(`${where}: another name is required; {${name}} has a meaning of its own.`);
  const from = typeof written === 'string' ? { json: written } : written;
  if ('json' in from) checkPath(where, from.json);
  if ('header' in from) return { header: fieldAt(where, from.header) };
  if ('regex' in from) {
    const why = whyNoPattern(from.regex);
    if (why !== null) throw new PlanError(`${where}.regex: ${why}.`);
  }
  return from;
}

function checkPath(where: string, path: string): void {
  try {
    readPath(path);
  } catch (error) {
    throw new PlanError(`${where}: ${(error as Error).message}.`);
  }
}

const fieldsAt = (where: string, fields: Readonly<Record<string, Wanted>>): Record<string, Wanted> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [fieldAt(where, name), value]));

function fieldAt(where: string, name: string): string {
  if (name === '' || !/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
    throw new PlanError(`${where}: the name of a header field is required; got '${name}'.`);
  return name.toLowerCase();
}
