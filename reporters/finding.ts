/** One thing that a run found out, in a sentence or two, and which chart shows it. */
import type { SavedCell } from '../saved/cell.ts';

export interface Finding {
  /** Plain text. */
  readonly said: string;
  /** Test the chart is of. */
  readonly test: Pick<SavedCell, 'suite' | 'title'>;
  /** Another test that it is about, whose chart belongs beside. */
  readonly beside?: Pick<SavedCell, 'suite' | 'title'>;
  /** Name of the cell, where a chart of it alone says more than one of the whole test. */
  readonly cell: string | null;
  /** Number of the load, from 1, where the test put on several. */
  readonly load?: number | null;
}
