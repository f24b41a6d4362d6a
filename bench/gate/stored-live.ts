/** Comparisons the real command made with runs of their own, kept beside the bench: what `--live` made. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { oneALine } from './one-a-line.ts';
import { ARMS, type Arm, GATED } from './stored-runs.ts';

const FILE = new URL('live.json', import.meta.url);

const verdict = z.enum(['regressed', 'improved', 'no difference', 'inconclusive']);
const comparison = z.object({
  /** ISO 8601. */
  startedAt: z.string(),
  /** What the broker without anything planted was compared with; `base` is itself. */
  arm: z.enum(ARMS),
  seed: z.number(),
  verdict,
  metrics: z.array(
    z.object({
      metric: z.enum(GATED),
      verdict,
      changePercent: z.number().nullable(),
      /** A value a run. Milliseconds. */
      base: z.array(z.number()),
      head: z.array(z.number()),
    }),
  ),
});
const schema = z.object({
  /** In the order they were made. */
  comparisons: z.array(comparison),
});
export type LiveComparison = z.infer<typeof comparison>;

/** What is kept of a comparison: `saved` is what the command wrote. Throws ZodError. */
export const liveOf = (saved: object, arm: Arm, seed: number): LiveComparison =>
  comparison.parse({ ...saved, arm, seed });

/** None where none were made. */
export const readLive = (): readonly LiveComparison[] =>
  existsSync(FILE) ? schema.parse(JSON.parse(readFileSync(FILE, 'utf8'))).comparisons : [];

export const writeLive = (comparisons: readonly LiveComparison[]): void =>
  writeFileSync(FILE, oneALine({}, 'comparisons', comparisons));
