/** What a user writes for a log-in: the form of a page, or one request that an API answers. */
import { z } from 'zod';
import { texts } from '../plain-data.ts';
import { PlanError } from '../plan-input.ts';
import { expectationInput, readExpectation, readTakes, takesInput } from './answer-input.ts';
import { csrfInput, DJANGO } from './csrf-input.ts';
import type { CsrfNames, LoginPlan } from './plan.ts';
import { contentInput, path, readContent, readFields } from './request-input.ts';

const FORM = { username: '{username}', password: '{password}' };
/** Of an API that lets a user in. */
const LET_IN = [200, 201, 204];

export const loginInput = z.strictObject({
  /** Path of the page with the form. Left out: the log-in is one request, that of `post`. */
  page: path.optional(),
  /** Where the form goes; the page itself unless said. */
  post: path.optional(),
  ...contentInput,
  /** Of the `post`. */
  headers: texts.optional(),
  /** Default `{ field: 'csrfmiddlewaretoken', cookie: 'csrftoken' }`, Django's; false = none. */
  csrf: z.union([csrfInput, z.literal(false)]).optional(),
  /** How often a user tries, 1 s, 2 s, 4 s, … after it was turned away; default 1. */
  attempts: z.number().int().min(1, 'at least 1 attempt is required').default(1),
  /** Of the answer the log-in ends on. Default: the form of a page has to be answered with a redirect, others with 200, 201 or 204. */
  expect: expectationInput.optional(),
  /** Values of the answer that tasks name in braces, like a token. */
  take: takesInput.optional(),
});
type Values = z.output<typeof loginInput>;

/** `ofTasks`: where those find their token. @throws PlanError */
export function readLogin(values: Values, ofTasks: CsrfNames = DJANGO): LoginPlan {
  const { page, post = page, headers, csrf, attempts, expect, take } = values;
  const said = [values.form, values.json, values.body].some((content) => content !== undefined);
  if (post === undefined) throw new PlanError('login: page is required, or post; got neither.');
  if (page === undefined && !said)
    throw new PlanError('login: page is required, or one of json, form and body with post; got neither.');
  if (page === undefined && csrf)
    throw new PlanError('login.csrf: a page is required, which has the token; got none.');
  const ofForm = page !== undefined && values.json === undefined && values.body === undefined;
  return {
    page: page ?? null,
    post,
    ...(said ? readContent('login', values, 'POST') : { form: FORM }),
    ...(headers && { headers: readFields('login', headers) }),
    csrf: page === undefined || csrf === false ? null : (csrf ?? ofTasks),
    attempts,
    expect: ofForm && !expect ? null : readExpectation('login.expect', expect, 'POST', ofForm ? 200 : LET_IN),
    ...(take && { take: readTakes('login.take', take) }),
  };
}
