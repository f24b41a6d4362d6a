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

interface Tests {
  readonly cells: number;
  readonly tests: number;
  /** By title. */
  readonly suites: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Asked for each cell of a run, of which there may be thousands. */
const known = new WeakMap<readonly SavedCell[], Tests>();

function testsOf(cells: readonly SavedCell[]): Tests {
  const before = known.get(cells);
  // Of a run under way there are more with time.
  if (before?.cells === cells.length) return before;
  const suites = new Map<string, Set<string>>();
  for (const { suite, title } of cells) {
    const of = suites.get(title) ?? new Set();
    suites.set(title, of.add(suite));
  }
  const tests = [...suites.values()].reduce((sum, { size }) => sum + size, 0);
  const found = { cells: cells.length, tests, suites };
  known.set(cells, found);
  return found;
}

/** The shortest name of a cell that tells it from the others of its run. */
export function cellName(cell: SavedCell, cells: readonly SavedCell[]): string {
  const parameters = parametersText(cell.parameters);
  const { tests, suites } = testsOf(cells);
  if (tests < 2) return parameters || oneLine(cell.title);
  const shared = [...(suites.get(cell.title) ?? [])].some((suite) => suite !== cell.suite);
  const title = oneLine(shared ? `${cell.suite}: ${cell.title}` : cell.title);
  return parameters ? `${title}, ${parameters}` : title;
}

/** As `cellName`, with the number of the load where its test put on several. */
export const runName = (
  { cell, runNumber }: { readonly cell: SavedCell; readonly runNumber: number | null },
  cells: readonly SavedCell[],
): string => cellName(cell, cells) + (runNumber === null ? '' : `, load ${runNumber}`);
