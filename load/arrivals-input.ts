/** What a user writes of when work is due in an open loop: at one rate or in steps of it, evenly or at random moments. */
import { z } from 'zod';
import { ARRIVALS, type ArrivalsPlan, type RateStep } from './arrivals-plan.ts';
import { milliseconds, rate } from './plan-input.ts';

const steps = z.array(z.tuple([milliseconds, rate])).min(1, 'at least one step is required');
/** What is wrong with what was meant: one rate, or steps of it. */
const ofRate = ({
  input,
  errors,
}: {
  input?: unknown;
  errors?: readonly (readonly { message: string }[])[];
}) => errors?.[Array.isArray(input) ? 1 : 0]?.[0]?.message;

/** A second, or steps of it: `[['10s', '500/s'], ['30s', '2000/s']]`; the last goes on. */
export const rateInput = z.union([rate, steps], { error: ofRate });
type RateValue = z.output<typeof rateInput>;

/** How what is due follows one another. `jittered`: at a random moment of each interval. `poisson`: at exponential intervals. Default 'even'. */
export const arrivalInput = z.enum(['even', ...ARRIVALS]).default('even');

interface OpenRate {
  /** The highest of all steps. */
  readonly perSecond: number;
  /** Absent: evenly, at one rate. */
  readonly arrivals?: ArrivalsPlan;
}

/** `fail` is told what is wrong with a step. */
export function readRate(
  value: RateValue,
  { arrival, seed }: { readonly arrival: z.output<typeof arrivalInput>; readonly seed: number },
  fail: (message: string) => never,
): OpenRate {
  if (typeof value === 'number' && arrival === 'even') return { perSecond: value };
  const written = typeof value === 'number' ? [[1, value] as const] : value;
  if (written.some(([durationMs]) => durationMs === 0))
    fail("a duration above 0 is required for each step, like ['10s', '500/s'].");
  const [first, ...rest] = written.map(
    ([durationMs, perSecond]): RateStep => ({ durationUs: durationMs * 1000, perSecond }),
  );
  return {
    perSecond: Math.max(...written.map(([, one]) => one)),
    arrivals: { steps: [first!, ...rest], random: arrival === 'even' ? null : arrival, seed },
  };
}
