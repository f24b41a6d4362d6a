/** The breaches of a run, each by its cause. Pure. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { SloRow } from '../../saved/slo-row.ts';
import { loadText, plural } from '../../text/format.ts';
import { marginText } from '../../text/margin.ts';
import { formatBound } from '../../text/quantity.ts';
import { cellName } from '../cell-name.ts';
import type { Finding } from '../finding.ts';
import { loadOfRow } from '../load-of-row.ts';
import { lastMeasured } from '../rows.ts';
import { isSearch } from '../sweeps/search-as-sweep.ts';
import { type LoadPoint, sweepsOf, tidemarkOf } from '../sweeps/sweeps.ts';
import { faultsOf } from '../target-faults.ts';
import { reasonsOf } from '../why-no-pass.ts';

interface Candidate {
  readonly cell: SavedCell;
  /** Of a sweep: what passes below the load that fails. */
  readonly below: string;
}

/** One for each test or series that failed, the worst first. */
export const breachesOf = (results: SavedResults): Finding[] =>
  candidatesOf(results)
    .sort((a, b) => badnessOf(b.cell) - badnessOf(a.cell))
    .map(({ cell, below }) => {
      const name = cellName(cell, results.cells);
      const worst = worstRow(brokenIn(cell));
      const load = worst && loadOfRow(cell.slo, worst);
      const who = load === null ? name : `${name}, load ${load}`;
      return { said: `${who}: ${causeOf(cell)}${below}`, test: cell, cell: name, load };
    });

/** The lowest load that fails of each series, and each failing test that raises no load. */
const candidatesOf = (results: SavedResults): Candidate[] =>
  sweepsOf(results).flatMap((sweep): Candidate[] => {
    const failing = sweep.cells.filter(({ verdict }) => verdict === 'fail');
    if (sweep.axis === null) return failing.map((cell) => ({ cell, below: '' }));
    return sweep.series.flatMap((series) => {
      const { holds, breaks } = tidemarkOf(series);
      const cell = breaks && worstOf(breaks);
      if (!cell) return [];
      const below = holds
        ? ` It passes up to ${loadText(sweep.axis ?? '', holds.load)}.`
        : ' No lower load passes.';
      return [{ cell, below }];
    });
  });

const worstOf = ({ cells }: LoadPoint): SavedCell | null =>
  cells
    .filter(({ verdict }) => verdict === 'fail')
    .reduce<SavedCell | null>(
      (most, cell) => (most && badnessOf(most) >= badnessOf(cell) ? most : cell),
      null,
    );

/** A target that died comes before one that did something wrong, and that before one that was late. */
function badnessOf(cell: SavedCell): number {
  const result = lastMeasured(cell)?.result;
  const rows = brokenIn(cell).length;
  return (
    (result?.targetDown ? 1e9 : 0) +
    (result && result.targetFaults.length > 0 && !result.restartsMs ? 1e6 : 0) +
    rows
  );
}

const brokenIn = ({ slo }: SavedCell): readonly SloRow[] =>
  slo.filter(({ verdict, soft }) => verdict === 'fail' && !soft);

/** What the target did, else why the bound was not met; then the bound that is farthest off. */
function causeOf(cell: SavedCell): string {
  const run = isSearch(cell) ? null : lastMeasured(cell);
  const [fault, ...otherFaults] = run ? faultsOf(run.result) : [];
  const rows = brokenIn(cell);
  const worst = worstRow(rows);
  const [reason] = reasonsOf(cell);
  if (!worst) return sentence(fault ?? reason?.text ?? 'the test failed');
  const others = rows.length - 1;
  const beside = others > 0 ? `; ${plural(others, 'further bound was', 'further bounds were')} not met` : '';
  return fault === undefined
    ? sentence(`${rowText(worst)}${worst.why === '' ? '' : `: ${worst.why}`}${beside}`)
    : `${sentence(fault)}${otherFaults.length > 0 ? down(run?.result.targetDown ?? null) : ''} ${sentence(`${rowText(worst)}${beside}`)}`;
}

/** `delivery.p99 was 1,270 ms, 12.7 times the bound (< 100 ms)`. */
export function rowText(row: SloRow): string {
  const { metric, window, actual, required, value } = row;
  const where = window === 'measure' ? '' : ` in "${window}"`;
  if (value === null) return `${metric}${where} has no value, required ${formatBound(required)}`;
  const margin = marginText(row);
  return `${metric}${where} was ${actual}, required ${formatBound(required)}${margin === null ? '' : ` (${margin})`}`;
}

const worstRow = (rows: readonly SloRow[]): SloRow | null =>
  rows.reduce<SloRow | null>((most, row) => (most && offOf(most) >= offOf(row) ? most : row), null);

const offOf = ({ marginPercent, value }: SloRow): number =>
  marginPercent === null ? (value === null ? -1 : 0) : -marginPercent;

/** Where it is not the only fault. */
const down = (why: string | null): string =>
  why === null ? '' : ` The target was down after the run: ${why}.`;

const sentence = (text: string): string => `${text.replace(/\.$/, '')}.`;
