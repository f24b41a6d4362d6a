/** What a user writes for one request of a task, and how it becomes one of the plan. */
import { z } from 'zod';
import { texts } from '../plain-data.ts';
import { PlanError } from '../plan-input.ts';
import { expectationInput, readExpectation, readTakes, takesInput } from './answer-input.ts';
import { METHODS, type Method, takesBody } from './method.ts';
import { whyNoField } from './request.ts';
import { anyJson, type RequestPlan } from './request-plan.ts';
import { whyNoTarget } from './request-target.ts';

/** Names in braces are filled before it is sent. A name alone is an address that an earlier answer gave. */
export const path = z
  .string()
  .regex(/^(?:\/|\{\w+\}$)/, 'a path that begins with / is required')
  .superRefine((text, context) => {
    const why = whyNoTarget(text);
    if (why !== null) context.addIssue({ code: 'custom', message: why });
  });

const jsonInput = z
  .unknown()
  .refine(
    (value) => anyJson.safeParse(value).success,
    'texts, numbers, true, false, null, and lists and objects of these are required; leave out what is undefined',
  );

/** One of them, or none. */
export const contentInput = {
  /** Sent URL-encoded. */
  form: texts.optional(),
  /** Sent as JSON; names in braces are filled in its texts. */
  json: jsonInput.optional(),
  /** Sent as it is; say its Content-Type in `headers`. */
  body: z
    .string()
    .refine((text) => text.isWellFormed(), 'half of a surrogate pair cannot be sent: leave it out')
    .optional(),
};

/** Exactly one method with its path. */
const methods = {
  get: path.optional(),
  post: path.optional(),
  put: path.optional(),
  patch: path.optional(),
  delete: path.optional(),
  head: path.optional(),
  options: path.optional(),
};

export const requestInput = {
  ...methods,
  ...contentInput,
  /** Fields of the request; they replace those of the load. `{csrf}` is the token of the session. */
  headers: texts.optional(),
  /** Asks with the ETag of the last answer whether it still holds: 304 is then right, too. Default false. */
  cache: z.boolean().optional(),
  expect: expectationInput.optional(),
  /** Values of the answer that later requests of the task name in braces. */
  take: takesInput.optional(),
};
const written = z.strictObject(requestInput);
type Values = z.output<typeof written>;

/** In the words of the plan. `common`: fields of every request. @throws PlanError */
export function readRequest(where: string, values: Values, common: Readonly<Record<string, string>> = {}) {
  const [method, target] = methodOf(where, values);
  const content = readContent(where, values, method);
  const headers = { ...lowerCase(common), ...readFields(where, values.headers) };
  if (values.cache && method !== 'GET' && method !== 'HEAD')
    throw new PlanError(`${where}.cache: get or head is required; got ${method.toLowerCase()}.`);
  const sent: Omit<RequestPlan, 'expect' | 'take'> = {
    method,
    path: target,
    ...content,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(values.cache && { cache: true }),
  };
  const answered: Pick<RequestPlan, 'expect' | 'take'> = {
    expect: readExpectation(`${where}.expect`, values.expect, method),
    ...(values.take && { take: readTakes(`${where}.take`, values.take) }),
  };
  return { sent, answered };
}

function methodOf(where: string, values: Values): [Method, string] {
  const named = METHODS.flatMap((method): [Method, string][] => {
    const target = values[method.toLowerCase() as keyof typeof methods];
    return target === undefined ? [] : [[method, target]];
  });
  if (named.length !== 1)
    throw new PlanError(
      `${where}: exactly one of get and post is required, or put, patch, delete, head, options; got ${named.length === 0 ? 'none' : named.map(([method]) => method.toLowerCase()).join(' and ')}.`,
    );
  return named[0]!;
}

/** @throws PlanError */
export function readContent(
  where: string,
  { form, json, body }: Pick<Values, 'form' | 'json' | 'body'>,
  method: Method,
): Pick<RequestPlan, 'form' | 'json' | 'body'> {
  const given = Object.entries({ form, json, body }).filter(([, value]) => value !== undefined);
  const [kind] = given[0] ?? [];
  if (given.length > 1)
    throw new PlanError(
      `${where}: one of form, json and body is required; got ${given.map(([name]) => name).join(' and ')}.`,
    );
  if (kind !== undefined && !takesBody(method))
    throw new PlanError(
      `${where}.${kind}: a ${kind === 'body' ? kind : `${kind} body`} needs post, put, patch or delete; got ${method.toLowerCase()}.`,
    );
  return {
    form: form ?? (method === 'POST' && kind === undefined ? {} : null),
    ...(json !== undefined && { json }),
    ...(body !== undefined && { body }),
  };
}

/** Names in lower case. @throws PlanError */
export function readFields(
  where: string,
  headers: Readonly<Record<string, string>> = {},
): Record<string, string> {
  for (const [field, value] of Object.entries(headers)) {
    const why = whyNoField(field, value);
    if (why !== null) throw new PlanError(`${where === '' ? '' : `${where}.`}headers.${field}: ${why}.`);
  }
  return lowerCase(headers);
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([field, value]) => [field.toLowerCase(), value]));
