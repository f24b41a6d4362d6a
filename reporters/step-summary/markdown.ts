/** The job summary of a CI step: every judged bound, those of failing cells first. Pure. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SloRow, Verdict } from '../../saved/slo-row.ts';
import { listed, plural } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import type { Conclusion } from '../conclusion.ts';
import { code, text } from '../markdown/inline.ts';
import { verdictText } from '../markdown/layout.ts';
import { left, table } from '../markdown/table.ts';
import { SLO_COLUMNS } from '../sections/slo-columns.ts';
import { reasonsOf } from '../why-no-pass.ts';

/** GitHub refuses the summary of a step beyond it, as a whole. */
export const STEP_SUMMARY_BYTES = 2 ** 20;

export interface Summary extends Conclusion {
  /** The first finding of each report. */
  readonly found?: readonly string[];
}

const ORDER: readonly Verdict[] = ['fail', 'invalid', 'pass'];
const bytes = (markdown: string): number => Buffer.byteLength(markdown);

/**
 * Markdown of fewer than `roomBytes` bytes. What does not fit is left out by whole cells, and a line says how many; empty
 * when there is no room even for the outcome.
 */
export function stepSummary({ outcome, found = [], problems, cells }: Summary, roomBytes: number): string {
  const answers = found.map((said) => `\n${text(said)}\n`).join('');
  const heading = `\n## tidemark: ${text(outcome)}\n${answers}`;
  const ordered = ORDER.flatMap((wanted) => cells.filter(({ verdict }) => verdict === wanted));
  const parts = [
    ...problems.map((problem) => ({ of: 'problem', markdown: `\n- ${text(problem)}\n` })),
    ...ordered.map((cell) => ({ of: `${cell.verdict} cell`, markdown: `\n${cellPart(cell, cells)}\n` })),
  ];
  // Room for the line that says what is missing is kept from the start.
  const longest = leftOut(parts.map(({ of }) => of));
  let room = roomBytes - 1 - bytes(heading) - bytes(longest);
  if (room < 0) return '';
  const missing: string[] = [];
  const shown = parts.filter(({ of, markdown }) => {
    const fits = bytes(markdown) <= room;
    if (fits) room -= bytes(markdown);
    else missing.push(of);
    return fits;
  });
  return [heading, ...shown.map(({ markdown }) => markdown), leftOut(missing)].join('');
}

function leftOut(missing: readonly string[]): string {
  if (missing.length === 0) return '';
  const counts = [...Map.groupBy(missing, (of) => of)].map(([of, all]) => plural(all.length, of));
  return `\nLeft out, for the summary of a step holds 1 MiB: ${listed(counts)}. The results have all of it.\n`;
}

function cellPart(cell: SavedCell, cells: readonly SavedCell[]): string {
  const { verdict, slo, suite } = cell;
  const windows = slo.some(({ window }) => window !== 'measure');
  const columns = [
    ...(windows ? [left<SloRow>('window', ({ window }) => text(window))] : []),
    ...SLO_COLUMNS,
  ];
  const reasons = reasonsOf(cell).map((reason) => `- ${verdictText(reason.verdict)}: ${text(reason.text)}`);
  return [
    `### ${verdictText(verdict)}: ${text(cellName(cell, cells))}`,
    code(suite),
    ...(slo.length > 0 ? [table(columns, slo)] : []),
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
  ].join('\n\n');
}
