/** A verdict, and one bound of an SLO with what was measured for it. */
import { z } from 'zod';
import type { PlainData } from '../load/plain-data.ts';

export const verdict = z.literal(['pass', 'fail', 'invalid']);
export type Verdict = z.output<typeof verdict>;

export const metricValue = z.object({
  value: z.number(),
  /** 'ms', '/s', '%', 'B', '' for counts. */
  unit: z.string(),
  n: z.number(),
});
export type MetricValue = PlainData<typeof metricValue>;

export const sloRow = z.object({
  metric: z.string(),
  /** Window judged; 'measure' is the whole measure phase. */
  window: z.string(),
  /** As written: '< 100ms', '<= baseline + 10%'. */
  bound: z.string(),
  /** For people: the bound and, where it is relative, what it stands for: '<= baseline + 10% (12.1 ms)'. */
  required: z.string(),
  operator: z.literal(['<', '<=', '=', '>=', '>']),
  /** In `unit`; null where nothing could be compared with: no run, no baseline. */
  limit: z.number().nullable(),
  /** For people: formatted with its unit, or why there is none. */
  actual: z.string(),
  /** In `unit`; null where nothing was measured. */
  value: z.number().nullable(),
  /** The metric's canonical unit: 'ms', '/s', '%', 'B', '' for counts. */
  unit: z.string(),
  ok: z.boolean(),
  verdict,
  /** Distance to the bound in percent of it; positive = room left; null when the bound is 0 or nothing was measured. */
  marginPercent: z.number().nullable(),
  n: z.number(),
  /** A soft SLO (`warn`): reported, never failing. */
  soft: z.boolean(),
  /** Whose doing it is, why it could not be judged, or else why there is no figure; empty where the figure speaks for itself. */
  why: z.string(),
  /** It could not be judged because there were too few samples: `why` says how many it needs. */
  tooFewSamples: z.literal(true).exactOptional(),
  /** Which load of its test, from 0; absent of the first one, and in results of older versions. */
  load: z.number().exactOptional(),
  /** One sentence of all this. */
  message: z.string(),
});
export type SloRow = PlainData<typeof sloRow>;
