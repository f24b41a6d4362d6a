/** How the lists of metrics describe one. */

/** Canonical units: every figure of a dimension is given in it. A ratio of 1 means "as before". */
export const UNIT = { time: 'ms', rate: '/s', count: '', percent: '%', size: 'B', ratio: '' } as const;
export type Dimension = keyof typeof UNIT;

export type Better = 'lower' | 'higher';

/**
 * Whose figure it is.
 * - `load`: what became of the load, as the generator saw it.
 * - `plan`: what was asked for.
 * - `generator`: how the generator itself fared.
 * - `target`, `system`: what was observed of the target's processes and of its machine.
 * - `broker`: what the broker counted itself.
 */
export type Source = 'load' | 'plan' | 'generator' | 'target' | 'system' | 'broker';

/** `E`: what can happen to a client of this kind of load. */
export interface MetricRow<E extends string> {
  readonly meaning: string;
  /** What it counts or times. Absent: nothing that happens to a client. */
  readonly event?: E;
  /** Absent: `load`. */
  readonly source?: Source;
  /** It is of the phase before the load, so it is the same in every window. */
  readonly setup?: true;
  /** Absent: one group (or task) has a value of its own. */
  readonly group?: false;
}

export interface FigureRow<E extends string> extends MetricRow<E> {
  readonly dimension: Dimension;
  /** Null: it says what was asked for, or how the generator fared, so nothing is compared by it. */
  readonly better: Better | null;
  /** Absent: it differs from window to window, unless it is of the set-up. */
  readonly windowed?: false;
  /** It may be bounded by a share of what the plan offered: of each group, or of all together alone. */
  readonly ofOffered?: 'each group' | 'all groups';
}

export interface LatencyRow<E extends string> extends MetricRow<E> {
  readonly event: E;
  /** Null: it says how the generator fared. Absent: lower is better. */
  readonly better?: null;
  /** The latency of the same event without our own lag. */
  readonly service?: string;
}

/** The list of one kind of load. */
export interface MetricRows<E extends string = string> {
  readonly latencies: Readonly<Record<string, LatencyRow<E>>>;
  readonly figures: Readonly<Record<string, FigureRow<E>>>;
}
