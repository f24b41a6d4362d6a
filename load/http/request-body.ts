/** What a request of a plan carries: a form, JSON, or text as it is. */
import { formBody } from './form.ts';
import type { RequestPlan } from './request-plan.ts';
import { fill, fillAll, fillJson, type Owner } from './template.ts';

export interface RequestBody {
  /** Each character a byte. */
  readonly bytes: string;
  /** Content-Type, unless the fields of the request say another one; null = none. */
  readonly type: string | null;
}

type Content = Pick<RequestPlan, 'form' | 'json' | 'body'>;

/** null = the request has no body. */
export function bodyFor({ form, json, body }: Content, owner: Owner): RequestBody | null {
  if (json !== undefined)
    return { bytes: utf8(fillJson(JSON.stringify(json), owner)), type: 'application/json' };
  if (body !== undefined) return { bytes: utf8(fill(body, owner)), type: 'text/plain;charset=UTF-8' };
  return form === null ? null : formOf(fillAll(form, owner));
}

export const formOf = (fields: Readonly<Record<string, string>>): RequestBody => ({
  bytes: formBody(fields),
  type: 'application/x-www-form-urlencoded',
});

/** Texts with names in braces, by what they are part of. */
export const templatesOf = ({ form, json, body }: Content): readonly (readonly [keyof Content, string])[] => [
  ...Object.values(form ?? {}).map((text) => ['form', text] as const),
  ...(json === undefined ? [] : [['json', JSON.stringify(json)] as const]),
  ...(body === undefined ? [] : [['body', body] as const]),
];

/** ASCII is as it was. */
const utf8 = (text: string): string =>
  Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
