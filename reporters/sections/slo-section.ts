/** The bounds that were judged: those that were breached or came nearest first, then all of them. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { count, listed, plural } from '../../text/format.ts';
import { loadOfRow } from '../load-of-row.ts';
import { text } from '../markdown/inline.ts';
import { fold, nameOf, section, verdictText } from '../markdown/layout.ts';
import { type Column, left, right, table } from '../markdown/table.ts';
import { byNearness } from '../nearest.ts';
import { isSearch, pointsOfSearches } from '../sweeps/search-as-sweep.ts';
import { reasonsBesideRows } from '../why-no-pass.ts';
import { MEASURED, VERDICT, WHY } from './slo-columns.ts';

interface SloOfCell {
  readonly cell: SavedCell;
  readonly slo: SloRow;
  /** How many times it was kept in the cell; 1 where it was not. */
  readonly times: number;
}

/** A table of this length is read as a whole. */
const SHORT = 8;
/** Breached ones first. */
const MOST_AT_ONCE = 20;
const NEAREST = 5;
/** The bounds of a test with more loads are told together where they were met. */
const FEW_LOADS = 3;

const ofCell = (column: Column<SloRow>): Column<SloOfCell> => ({
  ...column,
  text: ({ slo }) => column.text(slo),
});

/** Of a search what was promised of its answer; the bounds of its trials stand apart, because it looks for their breach. */
export function sloSection(results: SavedResults): string {
  const rows = results.cells.flatMap(rowsOf);
  const searches = pointsOfSearches(results);
  const ofTrials = searches.cells.flatMap(rowsOf);
  const shown = rows.length <= SHORT ? rows : worthReading(rows);
  const left = rows.length - shown.length;
  const without = results.cells.filter(({ slo }) => slo.length === 0);
  return section(
    'Service level objectives',
    rows.length === 0 ? 'No bound was judged.' : tableOf(shown, results),
    left > 0 ? `${shownText(shown)} ${plural(left, 'more was', 'more were')} met.` : null,
    without.length > 0 && rows.length > 0
      ? `Without a judged bound: ${without.map((cell) => `${nameOf(cell, results)} (${cell.verdict})`).join('; ')}.`
      : null,
    remarks(results),
    left > 0 ? fold(`All ${count(rows.length)} bounds`, tableOf(rows, results)) : null,
    ofTrials.length > 0
      ? fold(
          `Bounds in the trials of ${results.cells.filter(isSearch).length === 1 ? 'the search' : 'the searches'}`,
          'At the lowest load, at the highest that passes and at the lowest that fails. A search looks for a load that fails, so a bound that is not met here is no breach of the test.',
          tableOf(ofTrials, searches, new Set(searches.cells)),
        )
      : null,
  );
}

const isMet = ({ slo }: SloOfCell): boolean => slo.verdict === 'pass';

/** Those that were not met, hard ones first, then those that came nearest to their bound. */
function worthReading(rows: readonly SloOfCell[]): readonly SloOfCell[] {
  const unmet = rows.filter((row) => !isMet(row)).sort((a, b) => Number(a.slo.soft) - Number(b.slo.soft));
  const near = rows
    .filter((row) => isMet(row) && row.slo.marginPercent !== null)
    .sort((a, b) => byNearness(a.slo, b.slo));
  // What was promised of the answer of a search is always worth reading.
  const answers = rows.filter((row) => isMet(row) && isSearch(row.cell));
  return [...new Set([...unmet.slice(0, MOST_AT_ONCE), ...answers, ...near.slice(0, NEAREST)])];
}

function shownText(shown: readonly SloOfCell[]): string {
  const unmet = shown.filter((row) => !isMet(row)).length;
  const near = shown.length - unmet;
  const parts = [
    ...(unmet > 0 ? [`the bounds that were not met`] : []),
    ...(near > 0 ? [`those that came nearest to a breach`] : []),
  ];
  return `The table shows ${listed(parts) || 'none of them'}.`;
}

/** `trials` are of searches: their breaches do not stand out. */
function tableOf(
  rows: readonly SloOfCell[],
  results: SavedResults,
  trials: ReadonlySet<SavedCell> = new Set(),
): string {
  const windows = new Set(rows.map(({ slo }) => slo.window)).size > 1;
  const repeated = rows.some(({ times }) => times > 1);
  const reasons = rows.some(({ slo }) => WHY.text(slo) !== '');
  return [
    table<SloOfCell>(
      [
        left(
          'cell',
          ({ cell, slo, times }) => nameOf(cell, results) + (times > 1 ? '' : loadText(cell, slo)),
        ),
        ...(windows ? [left<SloOfCell>('window', ({ slo }) => text(slo.window))] : []),
        ...MEASURED.map(ofCell),
        ...(repeated ? [right<SloOfCell>('times', ({ times }) => count(times))] : []),
        left('verdict', ({ cell, slo }) => (trials.has(cell) ? slo.verdict : VERDICT.text(slo))),
        ...(reasons ? [ofCell(WHY)] : []),
      ],
      rows,
    ),
    ...(repeated
      ? [
          'A bound that was judged several times in a cell and met is shown once, where it came nearest to a breach; each time it was not met is a row.',
        ]
      : []),
  ].join('\n\n');
}

/** Where its test put on several. */
function loadText({ slo }: SavedCell, row: SloRow): string {
  const load = loadOfRow(slo, row);
  return load === null ? '' : `, load ${load}`;
}

function rowsOf(cell: SavedCell): SloOfCell[] {
  const apart = cell.runs.length <= FEW_LOADS;
  const kept = Map.groupBy(
    cell.slo.filter(({ verdict }) => verdict === 'pass'),
    ({ metric, window, required, soft, load = 0 }) =>
      JSON.stringify([metric, window, required, soft, apart ? load : 0]),
  );
  const nearest = new Map(
    [...kept.values()].map((same) => [
      same.reduce((near, row) => (nearer(row, near) ? row : near)),
      same.length,
    ]),
  );
  return cell.slo.flatMap((slo) =>
    slo.verdict === 'pass' && !nearest.has(slo) ? [] : [{ cell, slo, times: nearest.get(slo) ?? 1 }],
  );
}

/** To the bound; of equals, the one with fewer samples. */
const nearer = (one: SloRow, other: SloRow): boolean =>
  one.marginPercent === other.marginPercent
    ? one.n < other.n
    : (one.marginPercent ?? Number.POSITIVE_INFINITY) < (other.marginPercent ?? Number.POSITIVE_INFINITY);

/** What no row says. */
function remarks(results: SavedResults): string | null {
  const lines = results.cells.flatMap((cell) => [
    ...reasonsBesideRows(cell).map(
      (reason) => `- ${nameOf(cell, results)}: ${verdictText(cell.verdict)}: ${text(reason)}`,
    ),
    ...cell.warnings.map((warning) => `- ${nameOf(cell, results)}: warning: ${text(warning)}`),
  ]);
  return lines.length > 0 ? [...new Set(lines)].join('\n') : null;
}
