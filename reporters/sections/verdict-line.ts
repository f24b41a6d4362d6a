import { overallVerdict } from '../../saved/overall-verdict.ts';
import type { SavedResults } from '../../saved/results.ts';
import { count, listed, loadText } from '../../text/format.ts';
import { capacityText } from '../capacity-text.ts';
import { code, text } from '../markdown/inline.ts';
import { isSearch } from '../sweeps/search-as-sweep.ts';
import { sweepsOf, tidemarkOf } from '../sweeps/sweeps.ts';

/** One line: the verdict of the run, how many cells hold, and where it breaks. */
export function verdictLine(results: SavedResults): string {
  const { cells } = results;
  const of = (verdict: string): number => cells.filter((cell) => cell.verdict === verdict).length;
  if (cells.length === 0) return '**invalid** — no cell was finished, so nothing was judged.';
  const clauses = [
    cells.length === 1
      ? of('pass') === 1
        ? 'the one cell holds'
        : 'the one cell does not hold'
      : `${count(of('pass'))} of ${count(cells.length)} cells hold`,
    ...breaks(results),
    ...cells.filter(isSearch).map(({ title, capacity }) => `${text(title)}: ${text(capacityText(capacity))}`),
    ...(of('invalid') > 0 ? [`${count(of('invalid'))} could not be judged`] : []),
    ...(results.interrupted ? ['the run was interrupted'] : []),
  ];
  if (cells.length === 1 && of('invalid') === 1) clauses.splice(0, 2, 'the one cell could not be judged');
  return `**${overallVerdict(cells)}** — ${clauses.join('; ')}.`;
}

/** What breaks and where: at the first failing load of each series, or in which test. */
function breaks(results: SavedResults): string[] {
  const sweeps = sweepsOf(results);
  const places = sweeps.flatMap((sweep) => {
    const failing = sweep.cells.filter(({ verdict }) => verdict === 'fail');
    if (failing.length === 0) return [];
    const title = sweeps.length > 1 ? ` of ${text(sweep.title)}` : '';
    if (sweep.axis === null)
      return [`${brokenRules(failing)} ${title ? `in ${text(sweep.title)}` : ''}`.trim()];
    return sweep.series.flatMap((series) => {
      const { breaks } = tidemarkOf(series);
      if (!breaks) return [];
      const name = series.name ? ` (${text(series.name)})` : '';
      const at = text(loadText(sweep.axis ?? '', breaks.load));
      return [`${brokenRules(breaks.cells)} at ${at}${name}${title}`];
    });
  });
  return places.length > 4
    ? [...places.slice(0, 4), `and ${count(places.length - 4)} more breaches`]
    : places;
}

function brokenRules(cells: SavedResults['cells']): string {
  const rules = new Set(
    cells.flatMap(({ slo }) =>
      slo.filter((row) => row.verdict === 'fail' && !row.soft).map(({ metric }) => metric),
    ),
  );
  const names = [...rules].map(code);
  if (names.length === 0) return 'the test breaks';
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${listed(shown)} ${names.length === 1 ? 'breaks' : 'break'}`;
}
