/** `compare.json`: two arms, judged metric by metric. Everything that is said about a comparison is said from it. */
import { z } from 'zod';
import { list, numbers, type PlainData } from '../load/plain-data.ts';
import { environment, subject } from './results.ts';
import { COMPARISON_VERSION } from './versions.ts';

const metricVerdict = z.literal(['regressed', 'improved', 'no difference', 'inconclusive']);
export type MetricVerdict = PlainData<typeof metricVerdict>;
const armName = z.literal(['base', 'head']);
export type ArmName = PlainData<typeof armName>;

const armSummary = z.object({
  /** As the command names it. */
  name: z.string(),
  subject,
  /** How the results name its targets. */
  targets: list(z.string()),
  /** Results files, as many as there were runs with one. */
  files: list(z.string()),
});

const difference = z.object({ key: z.string(), base: z.string(), head: z.string() });
export type Difference = PlainData<typeof difference>;

const sampleSize = z.object({
  /** Of each arm. */
  runs: z.number(),
  /** The metric that asks for the most; null: none asks for more than the least. */
  because: z.object({ cell: z.string(), metric: z.string() }).nullable(),
  /** Standard deviation of its runs within an arm, percent of their mean. */
  spreadPercent: z.number(),
});
export type SampleSize = PlainData<typeof sampleSize>;

/** What was run, in which order, and why so often. */
const course = z.object({
  seed: z.number(),
  order: list(armName),
  /** What the spread of the first runs asks for; null: there were no five of each arm. */
  needed: sampleSize.nullable(),
  budgetMs: z.number(),
  tookMs: z.number(),
  ended: z.literal(['enough', 'budget', 'invalid runs', 'interrupted']),
});
export type Course = PlainData<typeof course>;

const metricComparison = z.object({
  /** Title and parameters, with the suite where titles alone are not clear. */
  cell: z.string(),
  metric: z.string(),
  unit: z.string(),
  /** Null: not judged. */
  better: z.literal(['lower', 'higher']).nullable(),
  /** One value a valid run. */
  base: numbers,
  head: numbers,
  /** Runs left out because they were invalid. */
  invalid: z.object({ base: z.number(), head: z.number() }),
  /** Null: no valid run has the metric. */
  baseMedian: z.number().nullable(),
  headMedian: z.number().nullable(),
  /**
   * Of the medians (of the means where both medians are nothing), in percent of the base's; null: one arm has none, or
   * something came of nothing.
   */
  changePercent: z.number().nullable(),
  /** 95 %, of the change; null: too few runs for one. A bound beyond all figures is null. */
  interval: z.object({ lowPercent: z.number().nullable(), highPercent: z.number().nullable() }).nullable(),
  floorPercent: z.number(),
  /** Mann-Whitney, two-sided. */
  p: z.number(),
  /** By Holm, over all that could be judged. */
  adjustedP: z.number(),
  verdict: metricVerdict,
  /** One clause; of an inconclusive one also what to do. */
  why: z.string(),
});
export type MetricComparison = PlainData<typeof metricComparison>;

export const comparisonSchema = z.object({
  version: z.literal(COMPARISON_VERSION),
  tidemark: z.string(),
  /** ISO 8601: of the first run, and of the end of the last. */
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Ctrl-C: what had been measured was judged. */
  interrupted: z.boolean(),
  /** The exact command that does it again, redacted. */
  command: z.string(),
  verdict: metricVerdict,
  base: armSummary,
  head: armSummary,
  /** Of the base. */
  environment,
  /** Environment keys that do not match, which `--force` let pass. */
  forced: list(difference),
  /** Subject keys that differ: what was compared. */
  differences: list(difference),
  /** Null: saved results were compared, nothing was run. */
  course: course.nullable(),
  metrics: list(metricComparison),
  /** In which tests certificates were not checked, a sentence; absent: in none, or the file is older. */
  unchecked: z.string().exactOptional(),
  /** One line each: cells and loads that are not compared, and why. */
  leftOut: list(z.string()),
});
export type Comparison = PlainData<typeof comparisonSchema>;
