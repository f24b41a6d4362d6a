/** The shape of what a user writes, with every quantity read into its unit. */
import { z } from 'zod';
import { durationMs, durationUs, ratePerSecond, sizeBytes } from '../../text/units.ts';

const quantity = (read: (text: string) => number) =>
  z.string().transform((text, context) => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
export const milliseconds = quantity(durationMs);
export const rate = quantity((text) => {
  const perSecond = ratePerSecond(text);
  if (perSecond === 0) throw new RangeError('A rate above 0 is required.');
  return perSecond;
});
export const windows = z.record(z.string(), z.tuple([milliseconds, milliseconds])).default({});
const qos = z.union([z.literal(0), z.literal(1)], { error: 'QoS 0 or 1 is required' }).default(0);
const clients = z.number().int('a whole number is required').min(1, 'at least 1 client is required');

const group = z.strictObject({
  clients,
  connect: z
    .strictObject({
      protocol: z.enum(['3.1.1', '5']).default('3.1.1'),
      clientId: z.string().default('{run}-{group}-{client}'),
      username: z.string().optional(),
      password: z.string().optional(),
      keepAlive: milliseconds.default(60_000),
      cleanStart: z.boolean().default(true),
      sessionExpiry: milliseconds.default(0),
      timeout: milliseconds.default(10_000),
    })
    .prefault({}),
  subscribe: z.strictObject({ filter: z.string().min(1), qos }).optional(),
  publish: z
    .strictObject({
      topic: z.string().min(1),
      payload: quantity(sizeBytes).default(64),
      qos,
      retain: z.boolean().default(false),
      every: quantity(durationUs).optional(),
      rate: rate.optional(),
      together: z.boolean().default(false),
      inflight: z.number().int().min(1).max(1000).optional(),
    })
    .optional(),
  ramp: rate.optional(),
  startAfter: milliseconds.optional(),
  stopAfter: milliseconds.optional(),
});

export const planSchema = z.strictObject({
  groups: z.record(
    z.string().regex(/^[A-Za-z][\w-]*$/, 'a name of letters, digits, - and _ is required'),
    group,
  ),
  ramp: rate.optional(),
  warmup: milliseconds.default(0),
  measure: milliseconds,
  drain: milliseconds.default(2000),
  windows,
});
