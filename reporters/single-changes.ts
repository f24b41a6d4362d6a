/** A sweep over changes of the target, each by itself: what it gives beside the target without it. Pure. */
import { cpuMsPerPage, figuresOf, lastMeasured } from './figures.ts';
import type { HttpResults, Verdict } from './results.ts';

export interface Change {
  readonly name: string;
  readonly pagesPerSecond: number | null;
  readonly rateRatio: number | null;
  readonly cpuMs: number | null;
  readonly cpuRatio: number | null;
  readonly p50Ms: number | null;
  readonly loginsPerSecond: number | null;
  readonly verdict: Verdict;
}

interface Changes {
  readonly title: string;
  readonly axis: string;
  /** Nominal first. */
  readonly changes: readonly Change[];
}

type HttpCell = HttpResults['cells'][number];
const BASE = 'nominal';

/** Sweeps with one parameter, a text that is `nominal` in one of their cells. */
export function changesOf({ cells }: HttpResults): Changes[] {
  const byTest = Map.groupBy(cells, ({ suite, title }) => `${suite}\n${title}`);
  return [...byTest.values()].flatMap((own): Changes[] => {
    const [axis, ...others] = Object.keys(own[0]?.parameters ?? {}).filter((key) => key !== 'repeat');
    const base = own.find(({ parameters }) => parameters[axis ?? ''] === BASE);
    if (axis === undefined || others.length > 0 || !base || own.length < 2) return [];
    const [first, rest] = [figureOf(base), own.filter((cell) => cell !== base)];
    const changes = [base, ...rest].map((cell): Change => {
      const own = figureOf(cell);
      return {
        name: String(cell.parameters[axis]),
        ...own,
        rateRatio: ratio(own.pagesPerSecond, first.pagesPerSecond),
        cpuRatio: ratio(own.cpuMs, first.cpuMs),
        verdict: cell.verdict,
      };
    });
    return [{ title: base.title, axis, changes }];
  });
}

/** Pages from the first load of a cell, log-ins from the last that had several at once. */
function figureOf(cell: HttpCell): Pick<Change, 'pagesPerSecond' | 'cpuMs' | 'p50Ms' | 'loginsPerSecond'> {
  const first = cell.runs[0];
  const floor = first?.result.status === 'measured' ? { ...first, result: first.result } : null;
  const figures = floor && figuresOf(cell, floor);
  const last = lastMeasured(cell);
  const together = last?.result.login.succeeded ?? 0;
  const lastIn = last && together > 1 ? figuresOf(cell, last)('login.max') : null;
  return {
    pagesPerSecond: figures?.('http.rate') ?? null,
    cpuMs: cpuMsPerPage(figures),
    p50Ms: figures?.('http.p50') ?? null,
    loginsPerSecond: lastIn === null ? null : (together * 1000) / lastIn,
  };
}

const ratio = (value: number | null, base: number | null): number | null =>
  value === null || !base ? null : value / base;
