/** One request of a plan: what is sent, what a right answer is, and what of it the next request needs. */
import { z } from 'zod';
import { list, type PlainData, record, texts } from '../plain-data.ts';
import { METHODS } from './method.ts';

/** What a value of an answer has to be. A text is a template; one with names in it is compared as text. */
const wanted = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.object({ contains: z.string() }),
  z.object({ exists: z.boolean() }),
]);
export type Wanted = PlainData<typeof wanted>;

/** What makes an answer a success; whatever else comes is a failure with its cause. */
export const expectation = z.object({
  /** One of these. */
  status: z.union([z.number(), list(z.number())]),
  /** Text the body has to hold; null = any body. */
  contains: z.string().nullable(),
  /** By path: see `json-path.ts`. */
  json: record(wanted).exactOptional(),
  /** By name, in lower case. */
  headers: record(wanted).exactOptional(),
});
export type Expectation = PlainData<typeof expectation>;

/** Where in an answer a value is. */
const source = z.union([
  z.object({ json: z.string() }),
  z.object({ header: z.string() }),
  /** Its group, if it has one. */
  z.object({ regex: z.string() }),
]);
export type Source = PlainData<typeof source>;
export const takes = record(source);

/** Its type would be of any depth. */
export const anyJson: z.ZodType<unknown> = z.json();

/** What a request carries: one of them, or nothing. Templates. */
export const content = {
  form: texts.nullable(),
  json: anyJson.exactOptional(),
  /** Text as it is. */
  body: z.string().exactOptional(),
};

/** What is sent. */
export const sent = {
  method: z.literal(METHODS),
  /** Template: fields of the account, {user} the user's number, {seq} that of its task, {now}, {random:100}, what earlier answers gave. */
  path: z.string(),
  ...content,
  /** Fields of the request, templates. Absent: none but those that every request has. */
  headers: texts.exactOptional(),
  /** Asks whether its last answer still holds (RFC 9110, 13.1.2); 304 says so. */
  cache: z.literal(true).exactOptional(),
};

/** What the answer is to be, and to give. */
export const answered = {
  expect: expectation,
  /** By the name that later requests have in braces. */
  take: takes.exactOptional(),
};

const request = z.object({ ...sent, ...answered });
export type RequestPlan = PlainData<typeof request>;
/** Those of a task after its first one. */
export const laterRequests = list(request);
