/** A chart of ratios, a bar each. */
import type { SavedCell } from '../saved/cell.ts';

export interface Bar {
  readonly name: string;
  /** 1: no change. */
  readonly ratio: number;
  /** Where the ratio may lie by chance. */
  readonly low: number;
  readonly high: number;
  readonly effect: 'gain' | 'loss' | 'within chance';
}

export interface Bars {
  readonly of: Pick<SavedCell, 'suite' | 'title'>;
  /** What the ratio is of: `pages a second`. */
  readonly ratioOf: string;
  readonly bars: readonly Bar[];
}
