/** What a cell is called. */
import type { SavedCell } from '../saved/cell.ts';
import { loadText } from '../text/format.ts';
import { oneLine } from '../text/visible.ts';

/** `500 clients, qos 1`; empty for a cell without parameters. */
export const parametersText = (parameters: SavedCell['parameters']): string =>
  oneLine(
    Object.entries(parameters)
      .map(([axis, value]) => loadText(axis, value))
      .join(', '),
  );

/** The shortest name of a cell that tells it from the others of its run. */
export function cellName(cell: SavedCell, cells: readonly SavedCell[]): string {
  const parameters = parametersText(cell.parameters);
  const titles = new Set(cells.map(({ suite, title }) => `${suite}\n${title}`));
  if (titles.size < 2) return parameters || oneLine(cell.title);
  const shared = cells.some(({ suite, title }) => title === cell.title && suite !== cell.suite);
  const title = oneLine(shared ? `${cell.suite}: ${cell.title}` : cell.title);
  return parameters ? `${title}, ${parameters}` : title;
}

/** As `cellName`, with the number of the load where its test put on several. */
export const runName = (
  { cell, runNumber }: { readonly cell: SavedCell; readonly runNumber: number | null },
  cells: readonly SavedCell[],
): string => cellName(cell, cells) + (runNumber === null ? '' : `, load ${runNumber}`);
