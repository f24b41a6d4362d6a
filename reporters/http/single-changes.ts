/** Changes of the target, each by itself, beside a target without it that was measured in turn with it. Pure. */
import type { SavedHttpPlan } from '../../load/http/plan.ts';
import type { HttpRunResult } from '../../load/http/result.ts';
import type { HttpResults } from '../../saved/results.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { savedFigures } from '../figures.ts';
import { lastMeasured, type MeasuredCellRun, measured, rows } from '../rows.ts';
import { cpuMsPerPage } from './runs.ts';

/** Medians over the rounds. */
interface Floor {
  readonly pagesPerSecond: number;
  /** Null: not observed. */
  readonly cpuMs: number | null;
}

export interface Change {
  readonly name: string;
  readonly without: Floor;
  readonly with: Floor;
  /** Pages a second with over without, a round each. */
  readonly ratios: readonly number[];
  /** Medians of the rounds' ratios. */
  readonly rateRatio: number;
  readonly cpuRatio: number | null;
  readonly loginsPerSecond: number | null;
  readonly verdict: Verdict;
}

export interface Changes {
  readonly suite: string;
  readonly title: string;
  readonly axis: string;
  readonly changes: readonly Change[];
}

type HttpCell = HttpResults['cells'][number];

/** Tests whose cells ask two targets for pages in turn, one without and one with a change. */
export function changesOf({ cells }: HttpResults): Changes[] {
  const byTest = Map.groupBy(cells, ({ suite, title }) => `${suite}\n${title}`);
  return [...byTest.values()].flatMap((own): Changes[] => {
    const axis = Object.keys(own[0]?.parameters ?? {})[0] ?? '';
    const changes = own.flatMap((cell) => changeOf(cell, String(cell.parameters[axis] ?? cell.title)) ?? []);
    return changes.length > 0
      ? [{ suite: own[0]?.suite ?? '', title: own[0]?.title ?? '', axis: axis || 'test', changes }]
      : [];
  });
}

/** Of the target with the change; none where the cell is something else. */
export const runsWithChange = (cell: HttpCell): readonly MeasuredCellRun<HttpRunResult>[] =>
  floorsOf(cell, 'with').map(({ run }) => run);

/** Loads of the target without or with the change that answered pages, in the order of the rounds. */
const floorsOf = (cell: HttpCell, change: SavedHttpPlan['change']) =>
  rows({ cells: [cell] }).flatMap((row) => {
    const run = measured(row);
    if (run?.result.plan.change !== change || run === null) return [];
    const figures = savedFigures(cell, run);
    const pagesPerSecond = figures('http.rate');
    return pagesPerSecond === null ? [] : [{ run, pagesPerSecond, cpuMs: cpuMsPerPage(figures) }];
  });

function changeOf(cell: HttpCell, name: string): Change | null {
  const [before, after] = [floorsOf(cell, 'without'), floorsOf(cell, 'with')];
  const rounds = before.flatMap((without, round) => {
    const changed = after[round];
    return changed ? [{ without, changed }] : [];
  });
  if (rounds.length === 0) return null;
  const cpu = rounds.flatMap(({ without, changed }) =>
    without.cpuMs !== null && changed.cpuMs !== null ? [changed.cpuMs / without.cpuMs] : [],
  );
  const ratios = rounds.map(({ without, changed }) => changed.pagesPerSecond / without.pagesPerSecond);
  return {
    name,
    ratios,
    without: floorOf(before),
    with: floorOf(after),
    rateRatio: median(ratios)!,
    cpuRatio: median(cpu),
    loginsPerSecond: loginsPerSecond(cell),
    verdict: cell.verdict,
  };
}

const floorOf = (floors: readonly Floor[]): Floor => ({
  pagesPerSecond: median(floors.map(({ pagesPerSecond }) => pagesPerSecond))!,
  cpuMs: median(floors.flatMap(({ cpuMs }) => cpuMs ?? [])),
});

/** Of the last load, where several users came at once: the last of n is in after n / rate. */
function loginsPerSecond(cell: HttpCell): number | null {
  const last = lastMeasured(cell);
  const together = last?.result.login.succeeded ?? 0;
  const lastInMs = last && together > 1 ? savedFigures(cell, last)('login.max') : null;
  return lastInMs === null ? null : (together * 1000) / lastInMs;
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
