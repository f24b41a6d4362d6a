import type { SavedResults } from '../../saved/results.ts';
import { listed, plural } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import { measured, rows } from '../rows.ts';
import { faultsOf } from '../target-faults.ts';

/** Where the target closed connections, refused them or did not survive; null when it did nothing of the kind. */
export function targetParagraph(results: SavedResults): string | null {
  const runs = rows(results).flatMap((row) => {
    const run = measured(row);
    return run && faultsOf(run.result).length > 0 ? [{ cell: row.cell, result: run.result }] : [];
  });
  if (runs.length === 0) return null;
  const names = (some: typeof runs): string =>
    listed([...new Set(some.map(({ cell }) => cellName(cell, results.cells)))]);
  const down = runs.filter(({ result }) => result.targetDown !== null);
  const [first] = runs;
  const example = first && faultsOf(first.result)[0];
  return [
    `The target itself failed in ${plural(runs.length, 'load')}: ${names(runs)} (${example}${runs.length > 1 ? '; other sections have the others' : ''}).`,
    down.length > 0 ? `After the load it no longer answered in: ${names(down)}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
