/** What messages carry where that is not the same number of bytes each time, as plans and results have it. */
import { z } from 'zod';
import { list, type PlainData } from '../../plain-data.ts';

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
