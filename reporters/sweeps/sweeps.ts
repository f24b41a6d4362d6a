/**
 * The cells of one test put in order of load: which loads hold, which break.
 * Pure: from saved cells alone.
 */
import type { SavedCell } from '../../saved/cell.ts';
import type { SavedResults } from '../../saved/results.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { loadText } from '../../text/format.ts';
import { kindOf } from '../kinds/kinds.ts';

export interface Sweep {
  readonly suite: string;
  readonly title: string;
  readonly cells: readonly SavedCell[];
  /** The parameter that raises the load; null when none does: a plain test, or a sweep over something else. */
  readonly axis: string | null;
  /** One for each combination of the other parameters; empty without an axis. */
  readonly series: readonly LoadSeries[];
}

export interface LoadSeries {
  /** `qos 1`; empty when there is one series only. */
  readonly name: string;
  /** By rising load. */
  readonly points: readonly LoadPoint[];
}

/** One load; several cells under `--repeat`. */
export interface LoadPoint {
  readonly load: number;
  readonly cells: readonly SavedCell[];
  /** The majority of those that could be judged; a tie is a fail. */
  readonly verdict: Verdict;
}

/** Where a series goes from holding to breaking. */
export interface Tidemark {
  readonly lowest: LoadPoint | null;
  /** The highest load that holds below the first that breaks. */
  readonly holds: LoadPoint | null;
  /** The lowest load that breaks: it caps the answer. */
  readonly breaks: LoadPoint | null;
  /** Loads that could not be judged. */
  readonly invalid: readonly number[];
  /** Loads that hold although a lower one breaks: the verdicts are not in order of load. */
  readonly holdsAbove: readonly number[];
}

const REPEAT = 'repeat';

export function sweepsOf(results: Pick<SavedResults, 'cells'>): Sweep[] {
  const byTest = Map.groupBy(results.cells, ({ suite, title }) => `${suite}\n${title}`);
  return [...byTest.values()].map((cells) => {
    const { suite = '', title = '' } = cells[0] ?? {};
    const axis = loadAxis(cells);
    return { suite, title, cells, axis, series: axis === null ? [] : seriesOf(cells, axis) };
  });
}

export function tidemarkOf({ points }: LoadSeries): Tidemark {
  // A capacity search has found the line by rules of its own: agreement of trials, recovery, long holds.
  const found = points[0]?.cells[0]?.capacity;
  const at = (load: number | null): LoadPoint | null => points.find((point) => point.load === load) ?? null;
  if (found) {
    return {
      lowest: points[0] ?? null,
      holds: at('lower' in found ? found.lower : null),
      breaks: at('upper' in found ? found.upper : null),
      invalid: [],
      holdsAbove: [],
    };
  }
  const breaks = points.find(({ verdict }) => verdict === 'fail') ?? null;
  const passing = points.filter(({ verdict }) => verdict === 'pass');
  const below = breaks ? passing.filter(({ load }) => load < breaks.load) : passing;
  return {
    lowest: points[0] ?? null,
    holds: below.at(-1) ?? null,
    breaks,
    invalid: points.filter(({ verdict }) => verdict === 'invalid').map(({ load }) => load),
    holdsAbove: breaks ? passing.filter(({ load }) => load > breaks.load).map(({ load }) => load) : [],
  };
}

function seriesOf(cells: readonly SavedCell[], axis: string): LoadSeries[] {
  const byOthers = Map.groupBy(cells, (cell) => JSON.stringify(others(cell, axis)));
  const varying = new Set(
    Object.keys(Object.assign({}, ...cells.map((cell) => cell.parameters))).filter(
      (key) => new Set(cells.map((cell) => cell.parameters[key])).size > 1,
    ),
  );
  return [...byOthers.values()].map((members) => ({
    name: others(members[0] as SavedCell, axis)
      .filter(([key]) => varying.has(key))
      .map(([key, value]) => loadText(key, value))
      .join(', '),
    points: [...Map.groupBy(members, (cell) => cell.parameters[axis] as number)]
      .sort(([a], [b]) => a - b)
      .map(([load, repeats]) => ({ load, cells: repeats, verdict: majority(repeats) })),
  }));
}

const others = (cell: SavedCell, axis: string): [string, string | number | boolean][] =>
  Object.entries(cell.parameters)
    .filter(([key]) => key !== axis && key !== REPEAT)
    .sort(([a], [b]) => (a < b ? -1 : 1));

function majority(cells: readonly SavedCell[]): Verdict {
  const of = (verdict: Verdict): number => cells.filter((cell) => cell.verdict === verdict).length;
  if (of('fail') > 0 && of('fail') >= of('pass')) return 'fail';
  return of('pass') > 0 ? 'pass' : 'invalid';
}

/**
 * The numeric parameter with which the loads of the plan rise (clients, rate, …) and none of them falls, everything else
 * being equal; of several, the one with the most values.
 */
function loadAxis(cells: readonly SavedCell[]): string | null {
  const searched = cells[0]?.capacity?.axis;
  if (searched !== undefined) return cells.some(({ parameters }) => searched in parameters) ? searched : null;
  const keys = new Set(cells.flatMap((cell) => Object.keys(cell.parameters)));
  keys.delete(REPEAT);
  const axes = [...keys].filter((key) => raisesLoad(cells, key));
  const values = (key: string): number => new Set(cells.map((cell) => cell.parameters[key])).size;
  return axes.sort((a, b) => values(b) - values(a))[0] ?? null;
}

function raisesLoad(cells: readonly SavedCell[], key: string): boolean {
  if (cells.some((cell) => typeof cell.parameters[key] !== 'number')) return false;
  const steps = [...Map.groupBy(cells, (cell) => JSON.stringify(others(cell, key))).values()].flatMap(
    (members) => {
      const sorted = members
        .flatMap((cell) => {
          const plan = cell.runs[0]?.result.plan;
          return plan ? [{ value: cell.parameters[key] as number, loads: kindOf(plan).loadsOf(plan) }] : [];
        })
        .sort((a, b) => a.value - b.value);
      return sorted.slice(1).flatMap((to, index) => {
        const from = sorted[index];
        return from && from.value < to.value ? [to.loads.map((load, i) => load - (from.loads[i] ?? 0))] : [];
      });
    },
  );
  return steps.length > 0 && steps.every((step) => step.every((d) => d > -1e-9) && step.some((d) => d > 0));
}
