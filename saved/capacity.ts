/** What a capacity search found; saved in its cell. */
import { z } from 'zod';
import { list, type PlainData } from '../load/plain-data.ts';
import { sloRow, verdict } from './slo-row.ts';

/** All that decides where a search goes next. */
const trialOutcome = {
  load: z.number(),
  /** `search`: does this load hold? `recovery`: does the target still hold what it held? `confirm`: for long? */
  purpose: z.literal(['search', 'recovery', 'confirm']),
  verdict,
  /** The target's process was gone afterwards. */
  targetDied: z.boolean(),
  /** It could not be judged because there were too few samples: a repetition has no more of them. */
  tooFewSamples: z.literal(true).exactOptional(),
};
const trial = z.object({
  ...trialOutcome,
  /** As in a cell: why, when not a pass, as far as no row says it. */
  reasons: list(z.string()),
  slo: list(sloRow),
  /** As in a cell. */
  disagreements: list(z.string()),
  /** Index into the runs of the cell; null when nothing was started. */
  run: z.number().nullable(),
  /** Work that got through, by the best account of it. Null when nothing was measured. */
  deliveredPerSecond: z.number().nullable(),
  durationMs: z.number(),
});
export type CapacityTrial = PlainData<typeof trial>;
export type TrialOutcome = Pick<CapacityTrial, keyof typeof trialOutcome>;
export type TrialPurpose = CapacityTrial['purpose'];

const frame = {
  /** What the load counts: `clients`. */
  axis: z.string(),
  /** '/s' when the load is a rate. */
  unit: z.literal(['', '/s']),
  from: z.number(),
  to: z.number(),
  /** Upper over lower bound, less 100. */
  widthPercent: z.number(),
  confirmMs: z.number().nullable(),
  trials: list(trial),
  /**
   * - `width reached`: the bounds are as close as asked.
   * - `to holds`: the highest load allowed holds. `from fails`: the lowest one does not.
   * - `generator limit`: a load could not be judged, nor when repeated twice.
   * - `too few samples`: a load could not be judged, because the measure phase was too short.
   * - `does not recover`: the target no longer held what it had held, so further trials would measure its illness.
   * - `interrupted`: ended from outside, before its end.
   */
  stop: z.literal([
    'width reached',
    'to holds',
    'from fails',
    'generator limit',
    'too few samples',
    'does not recover',
    'interrupted',
  ]),
  /** Null: never failed, or nothing had held before. */
  recovery: z.literal(['recovers', 'does not recover']).nullable(),
  /** The lower bound was held for `confirmMs`; null when not asked. */
  confirmed: z.boolean().nullable(),
};
const deliveredPerSecond = z.number().nullable();

/** No number where there is none: `at least` has no upper bound, `below` no lower one, `unknown` neither. */
export const capacity = z.discriminatedUnion('bounds', [
  z.object({
    ...frame,
    bounds: z.literal('between'),
    /** The highest load that holds below the lowest that fails. */
    lower: z.number(),
    /** The lowest load that fails. */
    upper: z.number(),
    /** At the lower bound. */
    deliveredPerSecond,
  }),
  z.object({ ...frame, bounds: z.literal('at least'), lower: z.number(), deliveredPerSecond }),
  z.object({ ...frame, bounds: z.literal('below'), upper: z.number() }),
  z.object({ ...frame, bounds: z.literal('unknown') }),
]);
export type CapacityResult = PlainData<typeof capacity>;
export type StopReason = CapacityResult['stop'];

/** Where a search stands, for the live line. */
export interface SearchStanding {
  readonly axis: string;
  readonly unit: '' | '/s';
  /** Of the trial under way, from 1. */
  readonly trial: number;
  readonly load: number;
  readonly purpose: TrialPurpose;
  readonly lower: number | null;
  readonly upper: number | null;
}
