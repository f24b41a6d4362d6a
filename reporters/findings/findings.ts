/** What a run found out, the most important thing first. Pure: from the saved results alone. */
import type { SavedResults } from '../../saved/results.ts';
import { loadText, plural } from '../../text/format.ts';
import { cellName } from '../cell-name.ts';
import type { Finding } from '../finding.ts';
import { kindOf, withoutChanges } from '../kinds/kinds.ts';
import { loadOfRow } from '../load-of-row.ts';
import { byNearness } from '../nearest.ts';
import { isSearch } from '../sweeps/search-as-sweep.ts';
import { sweepsOf, tidemarkOf } from '../sweeps/sweeps.ts';
import { reasonsOf } from '../why-no-pass.ts';
import { breachesOf, rowText } from './breach.ts';
import { busyMachine } from './busy-machine.ts';
import { capacitiesOf } from './capacities.ts';

/** Empty where no test was finished. */
export function findingsOf(results: SavedResults): Finding[] {
  const breaches = breachesOf(results);
  const found = [
    ...capacitiesOf(results),
    ...(kindOf(results).sections.changesFindings?.(results) ?? []),
    ...sweptLimits(results),
  ];
  const missing = unjudged(results);
  const told = [...breaches, ...found];
  const nearest = told.length === 0 ? nearestOf(results, missing.length === 0) : [];
  // The verdict stands before the first finding, which has to explain it.
  return [...told, ...(told.length === 0 ? [...missing, ...nearest] : missing), ...busyMachine(results)];
}

/** Sweeps without a breach: how far they went. */
const sweptLimits = (results: SavedResults): Finding[] =>
  sweepsOf({ cells: withoutChanges(results).cells.filter((cell) => !isSearch(cell)) }).flatMap((sweep) =>
    sweep.series.flatMap((series): Finding[] => {
      const { holds, breaks } = tidemarkOf(series);
      if (!holds || breaks) return [];
      const name = series.name ? ` (${series.name})` : '';
      const to = loadText(sweep.axis ?? '', holds.load);
      const said = `${sweep.title}${name}: all SLOs are met up to ${to}, the highest load that was judged; a load that fails was not reached.`;
      return [{ said, test: sweep, cell: null }];
    }),
  );

/** Of everything that was met, what came nearest to a breach. `all`: everything could be judged. */
function nearestOf(results: SavedResults, all: boolean): Finding[] {
  const rows = results.cells.flatMap((cell) =>
    cell.slo.flatMap((row) => (row.verdict === 'pass' && row.marginPercent !== null ? [{ cell, row }] : [])),
  );
  const [nearest] = rows.sort((a, b) => byNearness(a.row, b.row));
  if (!nearest) return [];
  const name = cellName(nearest.cell, results.cells);
  const load = loadOfRow(nearest.cell.slo, nearest.row);
  const who = [...(results.cells.length > 1 ? [name] : []), ...(load === null ? [] : [`load ${load}`])];
  const met = all ? 'All SLOs are met.' : 'What could be judged is met.';
  return [
    {
      said: `${met} Nearest to its bound${who.length > 0 ? ` in ${who.join(', ')}` : ''}: ${rowText(nearest.row)}.`,
      test: nearest.cell,
      cell: name,
      load,
    },
  ];
}

function unjudged(results: SavedResults): Finding[] {
  const invalid = results.cells.filter((cell) => cell.verdict === 'invalid' && !isSearch(cell));
  const [first] = invalid;
  if (!first) return [];
  const name = cellName(first, results.cells);
  const why = reasonsOf(first)[0]?.text.replace(/\.$/, '') ?? 'no reason was recorded';
  const others = invalid.length - 1;
  const more =
    others > 0 ? ` ${plural(others, 'other test', 'other tests')} could not be judged either.` : '';
  return [{ said: `${name} could not be judged: ${why}.${more}`, test: first, cell: name }];
}
