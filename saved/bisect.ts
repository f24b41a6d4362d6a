/** What a bisect found: `bisect.json`. Plain data; its report is made from it alone. */
import { z } from 'zod';
import { list, numbers, type PlainData } from '../load/plain-data.ts';
import { parameters } from './cell.ts';
import { environment } from './results.ts';
import { BISECT_VERSION } from './versions.ts';

const verdict = z.literal(['good', 'bad', 'skip']);
export type BisectVerdict = PlainData<typeof verdict>;

const commit = z.object({
  /** Full hash. */
  commit: z.string(),
  subject: z.string(),
});
export type Commit = PlainData<typeof commit>;

/** The metric of the cell that is followed from commit to commit. */
const followed = z.object({
  metric: z.string(),
  unit: z.string(),
  better: z.literal(['lower', 'higher']),
  cell: z.object({ suite: z.string(), title: z.string(), parameters, planHash: z.string() }),
  /** What all commits are measured on; null: not known. */
  target: z.object({ kind: z.string(), quota: z.string().nullable() }).nullable(),
});
export type Followed = PlainData<typeof followed>;

export const measuredCommit = commit.extend({
  verdict,
  /** Why, of one that was skipped. */
  reason: z.string().nullable(),
  /** The metric, one a valid run. */
  samples: numbers,
  /** Runs that gave no sample: why, one each. */
  invalid: list(z.string()),
  /** Valid runs that are not among the samples: the end that was run beside them read as it should not. Absent: none. */
  uncounted: z.number().exactOptional(),
});
export type MeasuredCommit = PlainData<typeof measuredCommit>;

/** Both ends, measured again because the machine had grown slower or faster. */
export const calibration = z.object({
  good: numbers,
  bad: numbers,
  /** From here on; null: the ends were not apart. */
  threshold: z.number().nullable(),
});
export type Calibration = PlainData<typeof calibration>;

export const bisectSchema = z.object({
  version: z.literal(BISECT_VERSION),
  tidemark: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  finishedAt: z.string(),
  /** From start to end, by a clock that nobody sets; absent in older files. */
  durationMs: z.number().exactOptional(),
  /** Redacted. */
  command: z.string(),
  /** Of the first valid run. */
  environment,
  /** In which tests certificates were not checked, a sentence; absent: in none, or the file is older. */
  unchecked: z.string().exactOptional(),
  followed,
  /** Between good and bad: the middle of the medians of both ends. */
  threshold: z.number(),
  /** In the order of time. Absent: none. */
  calibrations: list(calibration).exactOptional(),
  /** The commit that was found and its parent, run in turn. Absent: that was not done. */
  confirmation: z.object({ before: commit.extend({ samples: numbers }), first: numbers }).exactOptional(),
  /** Commits after the good end, up to the bad one. */
  suspects: z.number(),
  /** In the order of history, both ends included. */
  commits: list(measuredCommit),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('found'), first: commit }),
    /** What is left could not be measured: it is one of them. */
    /** Commits were judged up to this one, and it is not worse than its parent when both are run in turn. */
    z.object({ kind: z.literal('not confirmed'), candidate: commit, why: z.string() }),
    z.object({ kind: z.literal('only skipped'), candidates: list(commit) }),
  ]),
  /** Of `git bisect log`: the order in which commits were tested. */
  log: z.string(),
});
export type BisectResult = PlainData<typeof bisectSchema>;
