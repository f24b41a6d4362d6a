import type { SavedCell } from './cell.ts';
import type { Verdict } from './slo-row.ts';

/** Of the whole run: a breach outweighs what could not be judged; a run without cells judged nothing. */
export function overallVerdict(cells: readonly Pick<SavedCell, 'verdict'>[]): Verdict {
  if (cells.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return cells.length === 0 || cells.some(({ verdict }) => verdict === 'invalid') ? 'invalid' : 'pass';
}
