/**
 * `results/mqtt-results.json` and `results/http-results.json`: one run of the test files. Everything else is rebuilt
 * from them. Versioned: a reader refuses another major version.
 */
import { z } from 'zod';
import { list, numbers, type PlainData } from '../load/plain-data.ts';
import { type Cell, cellOf } from './cell.ts';
import { type AnyRunResult, PROTOCOLS, type Protocol, type Runs } from './runs.ts';
import { RESULTS_VERSION } from './versions.ts';

const text = z.string().nullable();

/** What figures of one machine are not to be held against those of another for. */
export const machine = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  os: z.string(),
  kernel: z.string(),
  node: z.string(),
});
/** The part of the environment that is the same for every target. */
export type Machine = PlainData<typeof machine>;

/** Must match for a comparison. */
export const environment = z.object({
  ...machine.shape,
  /** 'native', 'container', … of the cells, joined. */
  targetKind: z.string(),
  quota: text,
});
/** May differ: it is what is compared. */
export const subject = z.object({
  commit: text,
  dirty: z.boolean().nullable(),
  /** Version the broker or site names. */
  version: text,
  /** Image id or digest. */
  image: text,
  /** Hash of the target's configuration. */
  configuration: text,
});
const fingerprint = z.object({ environment, subject });
export type Fingerprint = PlainData<typeof fingerprint>;

/** Tells a file that was changed after it was written: see integrity.ts. */
const integrity = z.object({
  /** Of the content without this field, in hex. */
  sha256: z.string(),
  /** Ed25519 over the hash, in base64. */
  signature: z.string().exactOptional(),
});
export type Integrity = PlainData<typeof integrity>;

const frame = z.object({
  version: z.literal(RESULTS_VERSION),
  /** ISO 8601. */
  startedAt: z.string(),
  finishedAt: text,
  /** From start to end, by a clock that nobody sets; absent in a run that is not finished, and in older files. */
  durationMs: z.number().exactOptional(),
  /** By how much the wall clock was set meanwhile, each time; nothing else follows it. Absent: it was not. */
  clockStepsMs: numbers.exactOptional(),
  /** Interrupted runs keep the cells they finished. */
  interrupted: z.boolean(),
  tidemark: z.string(),
  /** The exact command to reproduce, redacted. */
  command: z.string(),
  fingerprint,
  /** Written with the file; absent in files of before there was one. */
  integrity: integrity.exactOptional(),
});

const resultsOf = <P extends Protocol>(protocol: P) =>
  frame.extend({ protocol: z.literal(protocol), cells: list(cellOf(protocol)) });

const [first, ...others] = PROTOCOLS.map(resultsOf);
/** A union over all kinds of load, told apart by `protocol`. */
export const resultsSchema = z.discriminatedUnion('protocol', [first!, ...others]);

export interface ResultsOf<P extends Protocol, R extends AnyRunResult = Runs[P]>
  extends PlainData<typeof frame> {
  readonly protocol: P;
  readonly cells: readonly Cell<R>[];
}
export type Results = ResultsOf<'mqtt'>;
export type HttpResults = ResultsOf<'http'>;
export type AnyResults = { readonly [P in Protocol]: ResultsOf<P> }[Protocol];
/** For what is told of every kind of load alike. */
export type SavedResults = ResultsOf<Protocol, AnyRunResult>;
