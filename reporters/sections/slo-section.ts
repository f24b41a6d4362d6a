import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { count, NONE, orNone, percent } from '../../text/format.ts';
import { code, text } from '../markdown/inline.ts';
import { nameOf, section, verdictText } from '../markdown/layout.ts';
import { type Column, left, right, table } from '../markdown/table.ts';
import { reasonsOf } from '../why-no-pass.ts';

const MEASURED: readonly Column<SloRow>[] = [
  left(
    'rule',
    ({ metric, required, soft }) => code(`${metric} ${required}`) + (soft ? ' (warning only)' : ''),
  ),
  right('measured', ({ actual }) => text(actual)),
  right('margin %', ({ marginPercent }) => orNone(marginPercent, percent)),
  right('n', ({ n }) => count(n)),
];
const VERDICT: Column<SloRow> = left('verdict', ({ verdict }) => verdictText(verdict));

/** What there is to say of a judged bound. */
export const SLO_COLUMNS: readonly Column<SloRow>[] = [...MEASURED, VERDICT];

interface SloOfCell {
  readonly cell: SavedCell;
  readonly slo: SloRow;
  /** How many times it was kept in the cell; 1 where it was not. */
  readonly times: number;
}

const ofCell = (column: Column<SloRow>): Column<SloOfCell> => ({
  ...column,
  text: ({ slo }) => column.text(slo),
});

/** Every bound of every cell with what was measured for it, kept ones once; then, in words, why a cell does not pass. */
export function sloSection(results: SavedResults): string {
  const rows: SloOfCell[] = results.cells.flatMap(rowsOf);
  const windows = new Set(rows.map(({ slo }) => slo.window)).size > 1;
  const repeated = rows.some(({ times }) => times > 1);
  const without = results.cells.filter(({ slo }) => slo.length === 0);
  return section(
    'Service level objectives',
    rows.length === 0
      ? 'No bound was judged.'
      : table<SloOfCell>(
          [
            left('cell', ({ cell }) => nameOf(cell, results)),
            ...(windows ? [left<SloOfCell>('window', ({ slo }) => text(slo.window))] : []),
            ...MEASURED.map(ofCell),
            ...(repeated ? [right<SloOfCell>('times', ({ times }) => count(times))] : []),
            ofCell(VERDICT),
          ],
          rows,
        ),
    rows.some(({ slo }) => slo.marginPercent === null)
      ? `The margin is the distance to the bound in percent of it, negative beyond it; ${NONE} where the bound is 0 or nothing was measured.`
      : null,
    repeated
      ? 'A bound that was judged several times in a cell and kept is shown once, where it came nearest to breaking; the times it was not kept, each.'
      : null,
    without.length > 0 && rows.length > 0
      ? `Without a judged bound: ${without.map((cell) => `${nameOf(cell, results)} (${cell.verdict})`).join('; ')}.`
      : null,
    reasons(results),
  );
}

function rowsOf(cell: SavedCell): SloOfCell[] {
  const kept = Map.groupBy(
    cell.slo.filter(({ verdict }) => verdict === 'pass'),
    ({ metric, window, required, soft }) => JSON.stringify([metric, window, required, soft]),
  );
  const nearest = new Map(
    [...kept.values()].map((same) => [
      same.reduce((near, row) => (nearer(row, near) ? row : near)),
      same.length,
    ]),
  );
  return cell.slo.flatMap((slo) =>
    slo.verdict === 'pass' && !nearest.has(slo) ? [] : [{ cell, slo, times: nearest.get(slo) ?? 1 }],
  );
}

/** To the bound; of equals, the one with fewer samples. */
const nearer = (one: SloRow, other: SloRow): boolean =>
  one.marginPercent === other.marginPercent
    ? one.n < other.n
    : (one.marginPercent ?? Number.POSITIVE_INFINITY) < (other.marginPercent ?? Number.POSITIVE_INFINITY);

function reasons(results: SavedResults): string | null {
  const lines = results.cells.flatMap((cell) => [
    ...reasonsOf(cell).map(
      (reason) => `- ${nameOf(cell, results)}: ${verdictText(reason.verdict)}: ${text(reason.text)}`,
    ),
    ...cell.warnings.map((warning) => `- ${nameOf(cell, results)}: warning: ${text(warning)}`),
  ]);
  return lines.length > 0 ? lines.join('\n') : null;
}
