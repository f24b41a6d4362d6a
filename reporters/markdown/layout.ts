import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { joinedLines } from '../../text/joined-lines.ts';
import { cellName, parametersText, runName } from '../cell-name.ts';
import type { Row } from '../rows.ts';
import { text } from './inline.ts';
import { type Column, left, right } from './table.ts';

/** A section of the report; empty parts are left out. */
export const section = (heading: string, ...parts: readonly (string | null)[]): string =>
  [`## ${heading}`, ...parts.filter((part) => part)].join('\n\n');

/** A section whose parts are shown when a reader opens it; `summary` says in plain text what is in it. */
export const folded = (heading: string, summary: string, ...parts: readonly (string | null)[]): string =>
  section(heading, fold(summary, ...parts));

export const fold = (summary: string, ...parts: readonly (string | null)[]): string =>
  [`<details>\n<summary>${escaped(summary)}</summary>`, ...parts.filter((part) => part), '</details>'].join(
    '\n\n',
  );

/** Text within HTML. */
const escaped = (plain: string): string =>
  joinedLines(plain).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Verdicts that are not a pass stand out. */
export const verdictText = (verdict: Verdict): string => (verdict === 'pass' ? verdict : `**${verdict}**`);

export const nameOf = (cell: SavedCell, results: SavedResults): string => text(cellName(cell, results.cells));

/** As `nameOf`, with the number of the load where a test put on several. */
export const rowName = (row: Row, results: SavedResults): string => text(runName(row, results.cells));

/** The columns that say which cell a row is: the test when there are several, then one for each parameter. */
export function cellColumns(results: SavedResults): Column<Row>[] {
  const cells = results.cells;
  const tests = new Set(cells.map(({ suite, title }) => `${suite}\n${title}`));
  const keys = [...new Set(cells.flatMap(({ parameters }) => Object.keys(parameters)))];
  const value = (cell: SavedCell, key: string): string => {
    const parameter = cell.parameters[key];
    if (parameter === undefined) return '';
    return typeof parameter === 'number' ? parameter.toLocaleString('en-US') : text(String(parameter));
  };
  const isWord = (key: string): boolean =>
    cells.some(({ parameters }) => typeof parameters[key] === 'string');
  const test = (cell: SavedCell): string => {
    const name = cellName(cell, cells);
    const parameters = parametersText(cell.parameters);
    return text(
      parameters && name.endsWith(`, ${parameters}`) ? name.slice(0, -parameters.length - 2) : name,
    );
  };
  return [
    ...(tests.size > 1 || keys.length === 0 ? [left<Row>('test', ({ cell }) => test(cell))] : []),
    ...keys.map((key) => (isWord(key) ? left : right)<Row>(text(key), ({ cell }) => value(cell, key))),
    ...(cells.some(({ runs }) => runs.length > 1)
      ? [right<Row>('load', ({ runNumber }) => String(runNumber ?? 1))]
      : []),
  ];
}
