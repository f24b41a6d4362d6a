import { count, NONE, orNone, percent } from '../format.ts';
import { reasonsOf } from '../reasons.ts';
import type { SavedCell, SavedResults, SloRow } from '../results.ts';
import { code, text } from './inline.ts';
import { nameOf, section, verdictText } from './layout.ts';
import { left, right, table } from './table.ts';

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
            left(
              'rule',
              ({ slo }) => code(`${slo.metric} ${slo.required}`) + (slo.soft ? ' (warning only)' : ''),
            ),
            right('measured', ({ slo }) => text(slo.actual)),
            right('margin %', ({ slo }) => orNone(slo.marginPercent, percent)),
            right('n', ({ slo }) => count(slo.n)),
            left('verdict', ({ slo }) => verdictText(slo.verdict)),
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
