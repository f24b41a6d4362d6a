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
  const names = (some: typeof runs): string =>
    listed([...new Set(some.map(({ cell }) => cellName(cell, results.cells)))]);
  const down = runs.filter(({ result }) => result.targetDown !== null);
  const told = (some: typeof runs): string => {
    const example = some[0] && faultsOf(some[0].result)[0];
    return `in ${plural(some.length, 'load')}: ${names(some)} (${example}${some.length > 1 ? '; other sections have the others' : ''}).`;
  };
  const asPlanned = runs.filter(({ result }) => result.restartsMs && result.targetDown === null);
  const byItself = runs.filter((run) => !asPlanned.includes(run));
  const sentences = [
    byItself.length > 0 ? `The target itself failed ${told(byItself)}` : '',
    asPlanned.length > 0 ? `The test started the target again ${told(asPlanned)}` : '',
    down.length > 0 ? `After the load it no longer answered in: ${names(down)}.` : '',
  ].filter(Boolean);
  return sentences.length > 0 ? sentences.join(' ') : null;
}
