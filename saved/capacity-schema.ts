/** Schema of a saved capacity search: `capacity-result.ts` as zod types. */
import { z } from 'zod';
import { sloRow, verdict } from './slo-schema.ts';

const frame = {
  axis: z.string(),
  unit: z.literal(['', '/s']),
  from: z.number(),
  to: z.number(),
  widthPercent: z.number(),
  confirmMs: z.number().nullable(),
  trials: z
    .array(
      z.object({
        load: z.number(),
        purpose: z.literal(['search', 'recovery', 'confirm']),
        verdict,
        targetDied: z.boolean(),
        reasons: z.array(z.string()).readonly(),
        slo: z.array(sloRow).readonly(),
        disagreements: z.array(z.string()).readonly(),
        run: z.number().nullable(),
        deliveredPerSecond: z.number().nullable(),
        durationMs: z.number(),
      }),
    )
    .readonly(),
  stop: z.literal([
    'width reached',
    'to holds',
    'from fails',
    'generator limit',
    'does not recover',
    'interrupted',
  ]),
  recovery: z.literal(['recovers', 'does not recover']).nullable(),
  confirmed: z.boolean().nullable(),
};
const deliveredPerSecond = z.number().nullable();

export const capacitySchema = z.discriminatedUnion('bounds', [
  z.object({
    ...frame,
    bounds: z.literal('between'),
    lower: z.number(),
    upper: z.number(),
    deliveredPerSecond,
  }),
  z.object({ ...frame, bounds: z.literal('at least'), lower: z.number(), deliveredPerSecond }),
  z.object({ ...frame, bounds: z.literal('below'), upper: z.number() }),
  z.object({ ...frame, bounds: z.literal('unknown') }),
]);
