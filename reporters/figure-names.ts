/** What tables, charts and sentences call the figures of a kind of load. */
import type { BaseMetric, LatencyFamily } from '../metrics/metrics.ts';

/** A family of response times. */
export interface NamedLatency {
  readonly family: LatencyFamily;
  readonly name: string;
  readonly short: string;
  /** Those in tables. */
  readonly percentiles: readonly ('p50' | 'p95' | 'p99')[];
  /** Few loads have it: tables of others have no columns for it. */
  readonly rare?: true;
}

export interface FigureNames {
  /** The first is the one spoken of. */
  readonly latencies: readonly NamedLatency[];
  /** What the rates count. */
  readonly work: string;
  readonly workShort: string;
  /** What became of them: `sent`. */
  readonly done: string;
  /** Null: windows are told without what was offered in them. */
  readonly offered: BaseMetric | null;
  readonly achieved: BaseMetric;
  readonly failed: { readonly metric: BaseMetric; readonly name: string };
}
