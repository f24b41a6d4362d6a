/** Tables of a report, read back. */

/** The cells of each table row of a section, header first. */
export function tableOf(text: string, heading: string): string[][] {
  const from = text.indexOf(`# ${heading}\n`);
  const lines = text.slice(from).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const table = lines.slice(
    first,
    lines.findIndex((line, index) => index > first && !line.startsWith('|')),
  );
  return table
    .filter((_, index) => index !== 1)
    .map((line) =>
      line
        .slice(2, -2)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}
export const asRecords = (rows: string[][]): Record<string, string>[] =>
  rows.slice(1).map((row) => Object.fromEntries(row.map((cell, index) => [rows[0]?.[index], cell])));
