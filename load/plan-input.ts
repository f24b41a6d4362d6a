/** What users write for any kind of load, and what may be said against it. */
import { z } from 'zod';
import {
  type Duration,
  durationMs,
  durationUs,
  type Rate,
  ratePerSecond,
  type Size,
  sizeBytes,
} from '../text/units.ts';
import type { WindowPlan } from './plan.ts';

/** A plan that cannot be carried out. The message is for the user: where, required, actual. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** What the command line says in place of the plan. */
export interface PlanOverrides {
  readonly measureMs?: number;
  readonly pacing?: 'auto' | 'poll' | 'timer';
  readonly agents?: number;
}

const DAY_MS = 24 * 3_600_000;

/** Text with a unit, read into a number; what cannot be read is an issue at its place in the plan. */
const quantity = <Text extends string>(read: (text: string) => number) =>
  z
    .custom<Text>((value) => typeof value === 'string', 'a text with a unit is required')
    .transform((text, context) => {
      try {
        return read(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    });
export const milliseconds = quantity<Duration>(durationMs);
export const microseconds = quantity<Duration>(durationUs);
/** How long an answer is waited for. */
export const timeout = milliseconds.refine((ms) => ms <= DAY_MS, {
  error: ({ input }) => `at most 24h are required; got ${Number(input) / 3_600_000}h`,
});
export const bytes = quantity<Size>(sizeBytes);
/** A second; above 0. */
export const rate = quantity<Rate>((text) => {
  const perSecond = ratePerSecond(text);
  if (perSecond === 0) throw new RangeError('A rate above 0 is required.');
  return perSecond;
});
/** Of groups, tasks and the like. */
export const names = z.string().regex(/^[A-Za-z][\w-]*$/, 'a name of letters, digits, - and _ is required');

/** How long what takes how long. */
export const phasesInput = {
  /** Counted by the ledger, not measured. Default '0s'. */
  warmup: milliseconds.default(0),
  measure: milliseconds,
  /** Wait for what is under way. Default '2s'. */
  drain: milliseconds.default(2000),
  /** By name: [from, to) after the start of the measure phase. */
  windows: z.record(z.string(), z.tuple([milliseconds, milliseconds])).default({}),
};

/** What a user wrote, checked against a schema. @throws PlanError that names every mistake */
export function checked<S extends z.ZodType>(schema: S, written: unknown): z.output<S> {
  const parsed = schema.safeParse(written);
  if (!parsed.success)
    throw new PlanError(parsed.error.issues.flatMap((issue) => issueTexts(issue)).join('\n'));
  return parsed.data;
}

function issueTexts(issue: z.core.$ZodIssue, below: readonly PropertyKey[] = []): string[] {
  const path = [...below, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((issues) => !issues.some(isOfAnotherType));
    if (meant && issue.message === UNNAMED) return meant.flatMap((one) => issueTexts(one, path));
  }
  const where = path.join('.');
  return [where === '' ? issue.message : `${where}: ${issue.message}`];
}

/** A union that says nothing itself: what is wrong is wrong with one of its members. */
const UNNAMED = 'Invalid input';
const isOfAnotherType = ({ path, code }: z.core.$ZodIssue): boolean =>
  path.length === 0 && code === 'invalid_type';

interface Phases {
  readonly warmup: number;
  readonly measure: number;
  readonly drain: number;
  readonly windows: Readonly<Record<string, readonly [number, number]>>;
}

/** Timers of Node end at once beyond 2^31 - 1 ms, which are 24.8 days. */
const MOST_DAYS = 24;

/** @throws PlanError when the measure phase has no length or lasts too long, or a window does not lie in it */
export function readPhases({ warmup, measure, drain, windows }: Phases, overrides: PlanOverrides) {
  const measureMs = overrides.measureMs ?? measure;
  if (measureMs <= 0) throw new PlanError("measure: a duration above 0 is required, like '30s'; got 0.");
  const days = (warmup + measureMs + drain) / DAY_MS;
  if (days > MOST_DAYS)
    throw new PlanError(
      `measure: at most ${MOST_DAYS} days with warmup and drain are required, which is what timers can wait for; got ${days.toFixed(1)}. Test in several runs.`,
    );
  return {
    warmupMs: warmup,
    measureMs,
    drainMs: drain,
    windows: [{ name: 'measure', fromMs: 0, toMs: measureMs }, ...readWindows(windows, measureMs)],
    pacing: overrides.pacing ?? ('auto' as const),
    agents: overrides.agents ?? null,
  };
}

function readWindows(windows: Phases['windows'], measureMs: number): WindowPlan[] {
  return Object.entries(windows).map(([name, [fromMs, toMs]]) => {
    if (name === 'measure')
      throw new PlanError("windows.measure: another name is required; 'measure' is the whole phase.");
    if (!(fromMs < toMs && toMs <= measureMs)) {
      throw new PlanError(
        `windows.${name}: from < to <= measure (${measureMs / 1000} s) is required; got ${fromMs / 1000} s to ${toMs / 1000} s.`,
      );
    }
    return { name, fromMs, toMs };
  });
}
