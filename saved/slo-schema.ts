/** Schema of a verdict and of one judged bound. */
import { z } from 'zod';

export const verdict = z.literal(['pass', 'fail', 'invalid']);

export const sloRow = z.object({
  metric: z.string(),
  window: z.string(),
  required: z.string(),
  actual: z.string(),
  ok: z.boolean(),
  verdict,
  marginPercent: z.number().nullable(),
  n: z.number(),
  soft: z.boolean(),
  message: z.string(),
});
