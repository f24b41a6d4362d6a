/** What a user writes of the payload of messages, and what a plan has of it. */
import { z } from 'zod';
import { HEADER_WITH_LAG_BYTES } from '../../payload.ts';
import { bytes } from '../../plan-input.ts';
import { textParts } from './fields.ts';
import { fileText } from './file.ts';
import type { Payload, PayloadPlan } from './plan.ts';
import { gaussianSizes } from './sizes.ts';
import { PayloadText } from './text.ts';

const FORMS = {
  mean: z.strictObject({ mean: bytes, deviation: bytes }),
  text: z.strictObject({ text: z.string().min(1, 'a text is required') }),
  json: z.strictObject({ json: z.record(z.string(), z.unknown()) }),
  file: z.strictObject({ file: z.string().min(1, 'the path of a file is required') }),
};
const NO_FORM =
  "a size like '500B', a list of sizes, { mean, deviation }, { text }, { json } or { file } is required";

/**
 * `'500B'`; `['100B', '1kB']`: one of them for each message, at random; `{ mean: '500B', deviation: '25B' }`: Gaussian;
 * `{ text }`, `{ file }`: a template that each message fills; `{ json }`: an object whose texts are templates.
 */
export const payloadInput = z
  .union([bytes, z.array(bytes).min(1, 'at least one size is required'), ...Object.values(FORMS)], {
    error: ({ input, errors = [] }) => {
      const form = Object.keys(FORMS).findIndex((key) => Object.hasOwn(Object(input), key));
      const meant = typeof input === 'string' ? 0 : Array.isArray(input) ? 1 : form < 0 ? -1 : 2 + form;
      const [issue] = errors[meant] ?? [];
      return issue === undefined ? NO_FORM : [issue.path.join('.'), issue.message].filter(Boolean).join(': ');
    },
  })
  .default(64);
type Values = z.output<typeof payloadInput>;

/** See `newIdentity`: a tag of 16 bits and the time, both in base 36. */
const LONGEST_RUN_NAME = 't'.padEnd(13, '0');

const LARGEST_BYTES = 256 * 1024 * 1024 - 1024;

/** `fail` is told what is wrong, and does not return. */
export function readPayload(
  written: Values,
  { clients, group, seed }: { readonly clients: number; readonly group: string; readonly seed: number },
  fail: (message: string) => never,
): Payload {
  const sizes = sizesOf(written);
  if (sizes === null) {
    const text = textOf(written as Exclude<Values, number | number[]>);
    checkText(text, fail);
    const payload = { kind: 'text', text, seed } as const;
    const run = { tag: 1, name: LONGEST_RUN_NAME };
    return checkedSize(
      { payloadBytes: new PayloadText(payload, { group, clients, run }).mostBytes, payload },
      fail,
    );
  }
  const [only, ...others] = sizes;
  if (others.length === 0) return checkedSize({ payloadBytes: only! }, fail);
  const least = Math.min(...sizes);
  if (least < HEADER_WITH_LAG_BYTES)
    fail(
      `sizes of ${HEADER_WITH_LAG_BYTES} B or more are required, because the header of each message takes so much; the least here is ${least} B.`,
    );
  const payload: PayloadPlan = { kind: 'sizes', bytes: sizes, seed };
  for (const payloadBytes of sizes) checkedSize({ payloadBytes }, fail);
  return { payloadBytes: Math.max(...sizes), payload };
}

function checkedSize(payload: Payload, fail: (message: string) => never): Payload {
  const { payloadBytes } = payload;
  if (payloadBytes > LARGEST_BYTES || !Number.isInteger(payloadBytes))
    fail(`a whole number of bytes below 256 MiB is required (OASIS MQTT 2.1.4); got ${payloadBytes}.`);
  return payload;
}

/** Null: a text. */
function sizesOf(written: Values): readonly number[] | null {
  if (typeof written === 'number') return [written];
  if (Array.isArray(written)) return written;
  if (!('mean' in written)) return null;
  const { mean, deviation } = written;
  return deviation === 0 ? [mean] : gaussianSizes(mean, deviation);
}

function textOf(written: Exclude<Values, number | number[]>): string {
  if ('text' in written) return written.text;
  if ('file' in written) return fileText(written.file);
  return 'json' in written ? jsonText(written.json) : '';
}

/** A text that is nothing but the name of a number becomes that number. */
const NUMBER = /"(\{(?:client|seq|now|random:\d+)\})"(?!:)/g;
const LEDGER = 'tidemark';

/** The ledger is the first field, unless a text of the object has it. */
function jsonText(json: Readonly<Record<string, unknown>>): string {
  const own = JSON.stringify(json);
  const whole = own.includes('{ledger}') ? own : JSON.stringify({ [LEDGER]: '{ledger}', ...json });
  return whole.replace(NUMBER, '$1');
}

function checkText(text: string, fail: (message: string) => never): void {
  const { parts, unknown } = textParts(text);
  if (unknown !== null)
    fail(
      `{client}, {group}, {run}, {seq}, {now}, {ledger} or {random:100} is required in braces; got {${unknown}}.`,
    );
  const first = parts.findIndex(({ kind }) => kind !== 'literal');
  if (parts.some(({ kind }, at) => kind === 'ledger' && at !== first))
    fail(
      '{ledger} is required once, before all other names in braces, because receivers look for it at one place.',
    );
  if (!text.isWellFormed()) fail('a text without halves of surrogate pairs is required.');
}
