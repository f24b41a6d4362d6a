/**
 * A capacity search as the sweep over its loads that it is: every trial a cell of its own, so that tables, charts and
 * points of a sweep serve it too. Pure.
 */
import { isAnswerMetric } from '../../metrics/answer.ts';
import { nameWith, readName } from '../../metrics/names.ts';
import type { CapacityResult, CapacityTrial } from '../../saved/capacity.ts';
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import { threePoints } from './points.ts';

export type Searched = SavedCell & { readonly capacity: CapacityResult };

export const isSearch = (cell: SavedCell): cell is Searched => cell.capacity !== undefined;

/** Each search replaced by its trials, those for recovery left out: they say nothing of their load. */
export const withTrials = <R extends Pick<SavedResults, 'cells'>>(results: R): R => ({
  ...results,
  cells: results.cells.flatMap((cell) => (isSearch(cell) ? trialCells(cell) : [cell])),
});

/** Each search replaced by its trials at the three points alone: lowest load, highest that holds, lowest that breaks. */
export const withPoints = <R extends Pick<SavedResults, 'cells'>>(results: R): R => ({
  ...results,
  cells: results.cells.flatMap((cell) => (isSearch(cell) ? pointCells(cell) : [cell])),
});

/** Of the searches alone, their trials at the three points. */
export const pointsOfSearches = <R extends Pick<SavedResults, 'cells'>>(results: R): R => ({
  ...results,
  cells: results.cells.filter(isSearch).flatMap(pointCells),
});

const pointCells = (cell: Searched): SavedCell[] =>
  threePoints({ cells: trialCells(cell) }).flatMap(({ points }) => points.map(({ cell: point }) => point));

const trialCells = (cell: Searched): SavedCell[] =>
  cell.capacity.trials.filter(countsFor(cell.capacity.trials)).map((trial) => trialCell(cell, trial));

/** One trial as a cell of a sweep. */
export function trialCell(cell: Searched, trial: CapacityTrial): SavedCell {
  const run = trial.run === null ? undefined : cell.runs[trial.run];
  return {
    ...cell,
    parameters: { [cell.capacity.axis]: trial.load },
    verdict: trial.verdict,
    reasons: trial.reasons,
    slo: trial.slo,
    metrics: metricsOfRun(cell, trial.run),
    disagreements: trial.disagreements,
    warnings: [],
    runs: run ? [run] : [],
    durationMs: trial.durationMs,
  };
}

/** Whether a trial says something of its load: one that was held for long overrules the shorter ones. */
const countsFor =
  (trials: readonly CapacityTrial[]) =>
  ({ purpose, load }: CapacityTrial): boolean =>
    purpose === 'confirm' ||
    (purpose === 'search' &&
      !trials.some(
        (other) => other.purpose === 'confirm' && other.load === load && other.verdict !== 'invalid',
      ));

/** Those of one run, named as if it were the only one. */
function metricsOfRun({ metrics }: SavedCell, run: number | null): SavedCell['metrics'] {
  if (run === null) return {};
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, value]) => {
      const { load, metric } = readName(name);
      return load === run && !isAnswerMetric(metric) ? [[nameWith(name, { load: 0 }), value]] : [];
    }),
  );
}
