/**
 * `results/mqtt-results.json` and `results/http-results.json`: one run of the test files. Everything else is rebuilt
 * from them.
 * Versioned: a reader refuses another major version.
 */
import type { HttpRunResult } from '../load/http/result.ts';
import type { AnyRunResult, RunResult } from '../load/mqtt/result.ts';
import type { CapacityResult } from './capacity-result.ts';
import type { Observation } from './observation.ts';

export const RESULTS_VERSION = 1;

export type Verdict = 'pass' | 'fail' | 'invalid';

export type Results = ResultsOf<'mqtt', RunResult>;
export type HttpResults = ResultsOf<'http', HttpRunResult>;
export type AnyResults = Results | HttpResults;
/** For what is told of both protocols alike. */
export type SavedResults = ResultsOf<'mqtt' | 'http', AnyRunResult>;
export type SavedCell = Cell<AnyRunResult>;
export type AnyCell = AnyResults['cells'][number];

interface ResultsOf<P extends 'mqtt' | 'http', R extends AnyRunResult> {
  readonly version: typeof RESULTS_VERSION;
  readonly protocol: P;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Interrupted runs keep the cells they finished. */
  readonly interrupted: boolean;
  readonly tidemark: string;
  /** The exact command to reproduce, redacted. */
  readonly command: string;
  readonly fingerprint: Fingerprint;
  readonly cells: readonly Cell<R>[];
  /** Written with the file; absent in files of before there was one. */
  readonly integrity?: Integrity;
}

/** Tells a file that was changed after it was written: see integrity.ts. */
export interface Integrity {
  /** Of the content without this field, in hex. */
  readonly sha256: string;
  /** Ed25519 over the hash, in base64. */
  readonly signature?: string;
}

export interface Fingerprint {
  /** Must match for a comparison. */
  readonly environment: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly os: string;
    readonly kernel: string;
    readonly node: string;
    /** 'native', 'container', … of the cells, joined. */
    readonly targetKind: string;
    readonly quota: string | null;
  };
  /** May differ: it is what is compared. */
  readonly subject: {
    readonly commit: string | null;
    readonly dirty: boolean | null;
    /** Version the broker or site names. */
    readonly version: string | null;
    /** Image id or digest. */
    readonly image: string | null;
    /** Hash of the target's configuration. */
    readonly configuration: string | null;
  };
}

export interface Cell<R extends AnyRunResult = RunResult> {
  /** Test file, relative to the working folder. */
  readonly suite: string;
  /** Test title without its parameters. */
  readonly title: string;
  /** Axes of the sweep; empty for a plain test. `repeat` is one of them under `--repeat`. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly planHash: string;
  readonly verdict: Verdict;
  /** Why, when not a pass: every breach, or what made it invalid. */
  readonly reasons: readonly string[];
  readonly slo: readonly SloRow[];
  /** By metric name, group-prefixed and window-suffixed where they apply; of a second load `load-2:lost`, and so on. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly target: {
    readonly kind: string;
    readonly label: string;
    readonly version: string | null;
    readonly image: string | null;
    readonly configuration: string | null;
    readonly quota: string | null;
  } | null;
  /** Reconciliation of the ledger with the broker's counters: one line each disagreement; empty = agree. */
  readonly disagreements: readonly string[];
  readonly warnings: readonly string[];
  readonly runs: readonly { readonly result: R; readonly observation: Observation }[];
  readonly durationMs: number;
  /** Only of a capacity search: its answer and trials. `slo` then is what was promised of the answer. */
  readonly capacity?: CapacityResult;
}

export interface MetricValue {
  readonly value: number;
  /** 'ms', '/s', '%', 'B', '' for counts. */
  readonly unit: string;
  readonly n: number;
}

/** One bound of an SLO and what was measured for it. */
export interface SloRow {
  readonly metric: string;
  /** Window judged; 'measure' is the whole measure phase. */
  readonly window: string;
  /** As written, and what it stands for where it is relative: '< 100ms', '<= baseline + 10% (12.1 ms)'. */
  readonly required: string;
  /** Formatted with its unit, or why there is none. */
  readonly actual: string;
  readonly ok: boolean;
  readonly verdict: Verdict;
  /** Distance to the bound in percent of it; positive = room left; null when the bound is 0 or nothing was measured. */
  readonly marginPercent: number | null;
  readonly n: number;
  /** A soft SLO (`warn`): reported, never failing. */
  readonly soft: boolean;
  /** One sentence. */
  readonly message: string;
}

/** `mqtt-results`: the stem of every file of a run. */
export const stemOf = ({ protocol }: Pick<AnyResults, 'protocol'>): string => `${protocol}-results`;
