import { NONE } from '../../text/format.ts';
import { joinedLines } from '../../text/joined-lines.ts';

/** A column: `text` gives the inline Markdown of one row; numbers stand right. */
export interface Column<Row> {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly text: (row: Row) => string;
}

export const left = <Row>(header: string, text: (row: Row) => string): Column<Row> => ({
  header,
  align: 'left',
  text,
});
export const right = <Row>(header: string, text: (row: Row) => string): Column<Row> => ({
  header,
  align: 'right',
  text,
});

// A pipe ends a cell even inside code, unless an odd number of backslashes stands before it (GFM 4.10).
const inCell = (markdown: string): string =>
  joinedLines(markdown).replace(/(?<!\\)(\\*)\|/g, (whole, slashes: string) =>
    slashes.length % 2 ? whole : `${slashes}\\|`,
  ) || NONE;

/** A GitHub table, padded so that it reads as plain text too. No cell is ever empty. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(({ header }) => inCell(header)),
    ...rows.map((row) => columns.map((column) => inCell(column.text(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(3, ...cells.map((line) => line[index]?.length ?? 0)));
  const line = (parts: readonly string[]): string => `| ${parts.join(' | ')} |`;
  const [head = [], ...body] = cells.map((parts) =>
    line(
      parts.map((part, index) =>
        columns[index]?.align === 'right'
          ? part.padStart(widths[index] ?? 0)
          : part.padEnd(widths[index] ?? 0),
      ),
    ),
  );
  const rule = line(
    columns.map(({ align }, index) =>
      align === 'right' ? `${'-'.repeat((widths[index] ?? 3) - 1)}:` : '-'.repeat(widths[index] ?? 3),
    ),
  );
  return [head, rule, ...body].join('\n');
}
