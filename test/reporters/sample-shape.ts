/** What a made-up cell is like, and the seeded numbers it is made of. */
import type { Cell } from '../../saved/cell.ts';
import type { Verdict } from '../../saved/slo-row.ts';

export interface CellShape {
  readonly title?: string;
  readonly suite?: string;
  readonly clients: number;
  readonly qos: 0 | 1;
  readonly verdict: Verdict;
  readonly repeat?: number;
  /** Median response time. */
  readonly medianMs: number;
  readonly lost?: number;
  readonly windows?: readonly {
    readonly name: string;
    readonly fromS: number;
    readonly toS: number;
    readonly slower: number;
  }[];
  readonly parameters?: Cell['parameters'];
}

export const WARMUP_S = 2;
export const PERIOD_S = 6;

/** Park-Miller; enough for made-up latencies. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
