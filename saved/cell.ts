/** A cell: one test of a run, what it measured and how it was judged. */
import { z } from 'zod';
import { list, type PlainData, record } from '../load/plain-data.ts';
import { capacity } from './capacity.ts';
import { type Observation, observation } from './observation.ts';
import { RUN_SCHEMAS } from './run-schemas.ts';
import type { AnyRunResult, Protocol, Runs } from './runs.ts';
import { metricValue, sloRow, verdict } from './slo-row.ts';

const text = z.string().nullable();

/** Axes of a sweep with the value of each. */
export const parameters = record(z.union([z.string(), z.number(), z.boolean()]));

const cellFrame = z.object({
  /** Test file, relative to the working folder. */
  suite: z.string(),
  /** Test title without its parameters. */
  title: z.string(),
  /** Axes of the sweep; empty for a plain test. `repeat` is one of them under `--repeat`. */
  parameters,
  planHash: z.string(),
  verdict,
  /** Why, when not a pass, as far as no row says it: what was thrown, why a run is invalid, what the target did. */
  reasons: list(z.string()),
  slo: list(sloRow),
  /** By name as `metrics/names.ts` writes them: with group, window and number of the load where they apply. */
  metrics: record(metricValue),
  target: z
    .object({
      kind: z.string(),
      label: z.string(),
      version: text,
      image: text,
      configuration: text,
      quota: text,
    })
    .nullable(),
  /** Reconciliation of the ledger with the broker's counters: one line each disagreement; empty = agree. */
  disagreements: list(z.string()),
  warnings: list(z.string()),
  durationMs: z.number(),
  /** Only of a capacity search: its answer and trials. `slo` then is what was promised of the answer. */
  capacity: capacity.exactOptional(),
});

/** The schema of cells that put load of one kind on. */
export const cellOf = <P extends Protocol>(protocol: P) =>
  cellFrame.extend({ runs: list(z.object({ result: RUN_SCHEMAS[protocol], observation })) });

export interface Cell<R extends AnyRunResult = Runs['mqtt']> extends PlainData<typeof cellFrame> {
  readonly runs: readonly { readonly result: R; readonly observation: Observation }[];
}
/** For what is told of every kind of load alike. */
export type SavedCell = Cell<AnyRunResult>;
export type AnyCell = { readonly [P in Protocol]: Cell<Runs[P]> }[Protocol];
