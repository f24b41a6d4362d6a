/** Why a cell, or a trial of a search, is no pass: from its rows, and from what no row says. */
import type { SavedCell } from '../saved/cell.ts';
import type { SloRow, Verdict } from '../saved/slo-row.ts';

type Judged = Pick<SavedCell, 'verdict' | 'slo' | 'reasons'>;

export interface Reason {
  readonly verdict: Verdict;
  readonly text: string;
}

/**
 * One a breach, then the others. A row without a figure is left out where it only repeats why the whole run has none. Empty for
 * a pass.
 */
export function reasonsOf({ verdict, slo, reasons }: Judged): Reason[] {
  if (verdict === 'pass') return [];
  const found = [
    ...brokenIn(slo)
      .filter(({ n, why }) => n > 0 || !reasons.includes(why))
      .map((row) => ({ verdict: row.verdict, text: row.message })),
    ...reasons.map((text) => ({ verdict, text })),
  ];
  return found.length > 0 ? found : [{ verdict, text: 'no reason was recorded' }];
}

/** The same as one text; empty for a pass. */
export const whyNoPass = (cell: Judged): string =>
  reasonsOf(cell)
    .map(({ text }) => text)
    .join('; ');

/** Reasons that stand in no row, where all rows are shown. */
export function reasonsBesideRows({ slo, reasons }: Pick<Judged, 'slo' | 'reasons'>): readonly string[] {
  const broken = brokenIn(slo);
  return reasons.filter((reason) => !broken.some(({ why, message }) => why === reason || message === reason));
}

const brokenIn = (slo: readonly SloRow[]): readonly SloRow[] => slo.filter(({ ok, soft }) => !ok && !soft);
