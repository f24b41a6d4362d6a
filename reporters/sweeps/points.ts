/** The cells at which the machine is looked at closely: smallest load, highest that passes, lowest that fails. */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { loadText } from '../../text/format.ts';
import { lastMeasured } from '../rows.ts';
import { type LoadPoint, type LoadSeries, type Sweep, sweepsOf, tidemarkOf } from './sweeps.ts';

interface Point {
  /** `lowest load`, `highest that passes`, `lowest that fails`, `only load`. */
  readonly role: string;
  readonly cell: SavedCell;
}

export interface Points {
  readonly sweep: Sweep;
  readonly series: LoadSeries | null;
  readonly points: readonly Point[];
  /** One sentence each: a point that does not exist, or coincides with another. */
  readonly notes: readonly string[];
}

export function threePoints(results: Pick<SavedResults, 'cells'>): Points[] {
  return sweepsOf(results).flatMap((sweep): Points[] =>
    sweep.axis === null
      ? [{ sweep, series: null, points: sweep.cells.map((cell) => ({ role: 'only load', cell })), notes: [] }]
      : sweep.series.map((series) => pointsOf(sweep, series)),
  );
}

function pointsOf(sweep: Sweep, series: LoadSeries): Points {
  const { lowest, holds, breaks } = tidemarkOf(series);
  const load = (point: LoadPoint): string => loadText(sweep.axis ?? '', point.load);
  const notes: string[] = [];
  const points: Point[] = [];
  const add = (role: string, point: LoadPoint | null, absent: string): void => {
    if (!point) notes.push(absent);
    else points.push({ role, cell: bestCell(point) });
  };
  add('lowest load', lowest, 'No load was tried.');
  if (holds && holds === lowest)
    notes.push(`The highest load that passes is the lowest one, ${load(holds)}.`);
  else
    add(
      'highest that passes',
      holds,
      breaks ? 'No load below the first that fails passes.' : 'No load passes.',
    );
  if (breaks && breaks === lowest)
    notes.push(`The lowest load that fails is the lowest one, ${load(breaks)}.`);
  else
    add(
      'lowest that fails',
      breaks,
      'No load fails, so there is no failing point; try higher loads to find it.',
    );
  return { sweep, series, points, notes };
}

/** Of repeats, one whose own verdict is that of the load and that was measured. */
function bestCell({ cells, verdict }: LoadPoint): SavedCell {
  const agreeing = cells.filter((cell) => cell.verdict === verdict);
  return agreeing.find((cell) => lastMeasured(cell)) ?? agreeing[0] ?? (cells[0] as SavedCell);
}
