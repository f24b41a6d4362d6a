import { count, NONE, orNone, percent } from '../format.ts';
import { reasonsOf } from '../reasons.ts';
import type { SavedCell, SavedResults, SloRow } from '../results.ts';
import { code, text } from './inline.ts';
import { nameOf, section, verdictText } from './layout.ts';
import { type Column, left, right, table } from './table.ts';

/** What there is to say of a judged bound. */
export const SLO_COLUMNS: readonly Column<SloRow>[] = [
  left(
    'rule',
    ({ metric, required, soft }) => code(`${metric} ${required}`) + (soft ? ' (warning only)' : ''),
  ),
  right('measured', ({ actual }) => text(actual)),
  right('margin %', ({ marginPercent }) => orNone(marginPercent, percent)),
  right('n', ({ n }) => count(n)),
  left('verdict', ({ verdict }) => verdictText(verdict)),
];

interface SloOfCell {
  readonly cell: SavedCell;
  readonly slo: SloRow;
}

/** Every bound of every cell with what was measured for it; then, in words, why a cell does not pass. */
export function sloSection(results: SavedResults): string {
  const rows: SloOfCell[] = results.cells.flatMap((cell) => cell.slo.map((slo) => ({ cell, slo })));
  const windows = new Set(rows.map(({ slo }) => slo.window)).size > 1;
  const without = results.cells.filter(({ slo }) => slo.length === 0);
  return section(
    'Service level objectives',
    rows.length === 0
      ? 'No bound was judged.'
      : table<SloOfCell>(
          [
            left('cell', ({ cell }) => nameOf(cell, results)),
            ...(windows ? [left<SloOfCell>('window', ({ slo }) => text(slo.window))] : []),
            ...SLO_COLUMNS.map((column) => ({
              ...column,
              text: ({ slo }: SloOfCell) => column.text(slo),
            })),
          ],
          rows,
        ),
    rows.some(({ slo }) => slo.marginPercent === null)
      ? `The margin is the distance to the bound in percent of it, negative beyond it; ${NONE} where the bound is 0 or nothing was measured.`
      : null,
    without.length > 0 && rows.length > 0
      ? `Without a judged bound: ${without.map((cell) => `${nameOf(cell, results)} (${cell.verdict})`).join('; ')}.`
      : null,
    reasons(results),
  );
}

function reasons(results: SavedResults): string | null {
  const lines = results.cells.flatMap((cell) => [
    ...reasonsOf(cell).map(
      (reason) => `- ${nameOf(cell, results)}: ${verdictText(reason.verdict)}: ${text(reason.text)}`,
    ),
    ...cell.warnings.map((warning) => `- ${nameOf(cell, results)}: warning: ${text(warning)}`),
  ]);
  return lines.length > 0 ? lines.join('\n') : null;
}
