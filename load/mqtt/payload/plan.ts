/** What messages carry where that is not the same number of bytes each time, as plans and results have it. */
import { z } from 'zod';
import { HEADER_BYTES } from '../../payload.ts';
import { list, type PlainData } from '../../plain-data.ts';
import { namesLedger } from './fields.ts';

export const payloadPlan = z.discriminatedUnion('kind', [
  /** One of them for each message, all equally likely. */
  z.object({ kind: z.literal('sizes'), bytes: list(z.number()), seed: z.number() }),
  /** A template, filled for each message. */
  z.object({ kind: z.literal('text'), text: z.string(), seed: z.number() }),
]);
export type PayloadPlan = PlainData<typeof payloadPlan>;
export type SizesPlan = Extract<PayloadPlan, { readonly kind: 'sizes' }>;
export type TextPlan = Extract<PayloadPlan, { readonly kind: 'text' }>;

/** As a publication has it. */
export interface Payload {
  /** The largest. */
  readonly payloadBytes: number;
  /** Absent: each message has `payloadBytes`. */
  readonly payload?: PayloadPlan;
}

/** Whether receivers can tell of which message a payload is: without, messages are counted and no more. */
export const carriesHeader = ({ payloadBytes, payload }: Payload): boolean =>
  payload?.kind === 'text' ? namesLedger(payload.text) : payloadBytes >= HEADER_BYTES;

/** In the mean of many messages; of a text it is the longest. */
export const meanBytes = ({ payloadBytes, payload }: Payload): number =>
  payload?.kind === 'sizes'
    ? payload.bytes.reduce((sum, bytes) => sum + bytes, 0) / payload.bytes.length
    : payloadBytes;

/** Of those that carry no header, in bytes; -1 = all carry one. */
export const longestHeaderless = (payloads: readonly Payload[]): number =>
  Math.max(-1, ...payloads.filter((one) => !carriesHeader(one)).map(({ payloadBytes }) => payloadBytes));
