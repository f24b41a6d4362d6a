/** Finds the cells a criterion is about, and what was promised in them. Pure. */
import { isAnswerMetric } from '../metrics/answer.ts';
import { cellName } from '../reporters/cell-name.ts';
import { isSearch } from '../reporters/sweeps/search-as-sweep.ts';
import type { SavedCell } from '../saved/cell.ts';
import { environmentHash } from '../saved/environment-hash.ts';
import type { AnyResults } from '../saved/results.ts';
import type { SloRow } from '../saved/slo-row.ts';
import { isOnAnswer, measuredAgainst } from './measured-capacity.ts';
import type { CellPattern } from './rubric.ts';
import type { SavedFile, Submission } from './submission.ts';

export interface Found {
  readonly cell: SavedCell;
  readonly saved: SavedFile;
}

/** `*` stands for anything; upper and lower case are the same. The time it takes does not grow with the number of ways to match. */
export function patternOf(text: string): Pick<RegExp, 'test'> {
  const [first = '', ...others] = text.toLowerCase().split('*');
  const last = others.pop();
  return {
    test(given) {
      const name = given.toLowerCase();
      if (last === undefined) return name === first;
      if (!name.startsWith(first) || !name.endsWith(last)) return false;
      let at = first.length;
      for (const part of others) {
        const found = name.indexOf(part, at);
        if (found < 0) return false;
        at = found + part.length;
      }
      return at <= name.length - last.length;
    },
  };
}

export function cellsFor({ suite, title, parameters }: CellPattern, { saved }: Submission): Found[] {
  const [ofSuite, ofTitle] = [patternOf(suite), patternOf(title)];
  return saved.flatMap((file) =>
    file.results.cells
      .filter(
        (cell) =>
          ofSuite.test(cell.suite) &&
          ofTitle.test(cell.title) &&
          Object.entries(parameters).every(([axis, value]) => cell.parameters[axis] === value),
      )
      .map((cell) => ({ cell, saved: file })),
  );
}

/** Kind and quota of the target are those of all cells of a file: they are asked of the cells. */
export const machineOf = ({ fingerprint }: Pick<AnyResults, 'fingerprint'>): string =>
  environmentHash({ ...fingerprint.environment, targetKind: '', quota: null });

/** Why there is no such cell: what there is instead. */
export function absence({ suite, title, parameters }: CellPattern, { saved }: Submission): string {
  const ofSuite = patternOf(suite);
  const cells = saved.flatMap(({ results }) => results.cells.filter((cell) => ofSuite.test(cell.suite)));
  if (cells.length === 0) return `no results of ${suite} were handed in`;
  const wanted = [
    title === '*' ? '' : `"${title}"`,
    ...Object.entries(parameters).map((pair) => pair.join(' ')),
  ];
  return `${suite} has no test ${wanted.filter(Boolean).join(', ')}; it has ${cells.map((cell) => `"${cellName(cell, cells)}"`).join(', ')}`;
}

/**
 * Where the cell was not judged by what the rubric wants promised; null when it was. Of a search the answer itself has to be as good as
 * promised, whatever floor its test has.
 */
export function promiseProblem({ promise }: CellPattern, cell: SavedCell): string | null {
  for (const [metric, required] of Object.entries(promise)) {
    if (isOnAnswer(cell, metric)) {
      const { ok, message } = measuredAgainst(cell, metric, required);
      if (!ok) return message;
      continue;
    }
    for (const rows of rowsJudged(cell, metric)) {
      const whole = rows.filter((row) => row.metric === metric && isWhole(row));
      if (whole.length === 0) return `the test has no SLO on ${metric}; ${metric} ${required} is required`;
      const other = whole.find((row) => spaceless(row.bound) !== spaceless(required));
      if (other)
        return `the SLO of the test is ${metric} ${other.required}; ${metric} ${required} is required`;
    }
  }
  return null;
}

/** Of a search those of each trial that was judged, except for what was promised of its answer. */
const rowsJudged = (cell: SavedCell, metric: string): (readonly SloRow[])[] =>
  isSearch(cell) && !isAnswerMetric(metric)
    ? cell.capacity.trials.filter(({ verdict }) => verdict !== 'invalid').map(({ slo }) => slo)
    : [cell.slo];

/** Promised of the whole measure phase. */
export const isWhole = ({ window, soft }: SloRow): boolean => window === 'measure' && !soft;

/** A bound as it is compared with another: `<100ms` is `< 100ms`. */
export const spaceless = (bound: string): string => bound.replace(/\s+/g, '');
