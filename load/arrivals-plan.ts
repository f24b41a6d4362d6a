/** When the messages of a group are due that do not follow one another evenly, as plans and results have it. */
import { z } from 'zod';
import type { PlainData } from './plain-data.ts';

/** `jittered`: at a random moment of its own interval. `poisson`: at exponential intervals, as of many who know nothing of each other. */
export const ARRIVALS = ['jittered', 'poisson'] as const;

const step = z.object({ durationUs: z.number(), perSecond: z.number() });

export const arrivalsPlan = z.object({
  /** Of the whole group; the last goes on for as long as there is load. */
  steps: z.tuple([step], step).readonly(),
  /** Null: evenly. */
  random: z.literal(ARRIVALS).nullable(),
  seed: z.number(),
});
export type RateStep = PlainData<typeof step>;
export type ArrivalsPlan = PlainData<typeof arrivalsPlan>;
