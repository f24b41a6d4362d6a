/** The texts of a request that have names in braces. */
import type { LoginPlan } from './plan.ts';
import { templatesOf } from './request-body.ts';
import type { Expectation, RequestPlan } from './request-plan.ts';

/** `part`: '' = the path. */
export interface Template {
  readonly part: '' | '.form' | '.json' | '.body' | '.headers' | '.expect';
  readonly text: string;
}

type Sent = Pick<RequestPlan, 'form' | 'json' | 'body' | 'headers'>;

export const templatesIn = ({ path, expect, ...sent }: RequestPlan): Template[] => [
  { part: '', text: path },
  ...templatesSent(sent),
  ...templatesExpected(expect),
];

export const templatesOfLogin = ({ page, post, expect, ...sent }: LoginPlan): Template[] => [
  ...(page === null ? [] : [{ part: '' as const, text: page }]),
  { part: '', text: post },
  ...templatesSent(sent),
  ...(expect === null ? [] : templatesExpected(expect)),
];

const templatesSent = (sent: Sent): Template[] => [
  ...templatesOf(sent).map(([part, text]) => ({ part: `.${part}` as const, text })),
  ...Object.values(sent.headers ?? {}).map((text) => ({ part: '.headers' as const, text })),
];

const templatesExpected = ({ json, headers }: Expectation): Template[] =>
  [...Object.values(json ?? {}), ...Object.values(headers ?? {})]
    .map((wanted) =>
      typeof wanted === 'object' && wanted !== null && 'contains' in wanted ? wanted.contains : wanted,
    )
    .flatMap((wanted) => (typeof wanted === 'string' ? [{ part: '.expect' as const, text: wanted }] : []));
