/** Why a cell is no pass: one entry a breach, each with a verdict of its own. */
import type { SavedCell } from '../saved/cell.ts';
import type { Verdict } from '../saved/slo-row.ts';

export interface Reason {
  readonly verdict: Verdict;
  readonly text: string;
}

/**
 * A breach is told by its row, once; an error that only repeats rows is left out, and so are rows without
 * a figure that only repeat why the whole run has none. Empty for a pass.
 */
export function reasonsOf(cell: SavedCell): Reason[] {
  if (cell.verdict === 'pass') return [];
  const broken = cell.slo.filter(({ ok, soft }) => !ok && !soft);
  const others = cell.reasons
    .filter((reason) => !broken.some(({ message }) => reason.includes(message)))
    .map((reason) => reason.replace(/^invalid: /, ''));
  const reasons = [
    ...broken
      .filter(({ n, message }) => n > 0 || !others.some((other) => message.includes(other)))
      .map(({ verdict, message }) => ({ verdict, text: message })),
    ...others.map((text) => ({ verdict: cell.verdict, text })),
  ];
  return reasons.length > 0 ? reasons : [{ verdict: cell.verdict, text: 'no reason was recorded' }];
}
