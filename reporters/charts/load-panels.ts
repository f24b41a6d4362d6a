/** What the chart of a sweep shows over its load: percentiles of each latency, and rates. Pure. */
import type { BaseMetric, LatencyFamily } from '../../metrics/metrics.ts';
import { readName } from '../../metrics/names.ts';
import type { SavedCell } from '../../saved/cell.ts';
import type { Account } from '../account.ts';
import { colorAt } from '../colors.ts';
import type { FigureNames, NamedLatency } from '../figure-names.ts';
import { figuresOf, offeredPerSecond } from '../kinds/kinds.ts';
import { lastMeasured } from '../rows.ts';
import { deliveredOf } from '../sweeps/delivered.ts';
import { isSearch } from '../sweeps/search-as-sweep.ts';
import type { LoadPoint, Sweep } from '../sweeps/sweeps.ts';

export interface LoadPanel {
  readonly axisName: string;
  readonly lines: readonly LoadLine[];
  /** Bounds of SLOs, in the panel's unit. */
  readonly bounds: readonly { readonly name: string; readonly value: number }[];
}
export interface LoadLine {
  readonly name: string;
  readonly color: string;
  /** `marks`: no line, a point a trial. */
  readonly style: 'solid' | 'dashed' | 'dotted' | 'band' | 'marks';
  readonly points: readonly { readonly point: Pick<LoadPoint, 'load' | 'verdict'>; readonly value: number }[];
}

/** From the top; those without a figure are left out. */
export const loadPanels = (sweep: Sweep, names: FigureNames): readonly LoadPanel[] =>
  [...names.latencies.map((latency) => latencyPanel(sweep, latency)), ratePanel(sweep, names)].filter(
    (panel) => panel.lines.some(({ points }) => points.length > 0),
  );

/** Percentiles of a latency, with the bounds on them. */
function latencyPanel(sweep: Sweep, { name, family: metric }: NamedLatency): LoadPanel {
  const bounds = boundsOf(sweep, metric);
  // What the verdicts rest on, when that is a percentile.
  const [judged = 'p99'] = (['p99', 'p95', 'p90'] as const).filter((percentile) =>
    bounds.some((bound) => bound.name.startsWith(`${percentile} `)),
  );
  const drawn = [...new Set([judged, 'p99', 'p50'] as const)];
  return {
    axisName: `${name} ms`,
    lines: sweep.series.flatMap(({ name: series, points }, index) => [
      ...drawn.map((percentile) => ({
        name: [series, percentile].filter(Boolean).join(' '),
        color: colorAt(index),
        style:
          percentile === judged
            ? ('solid' as const)
            : percentile === 'p50'
              ? ('dotted' as const)
              : ('dashed' as const),
        points: valuesOf(points, `${metric}.${percentile}`),
      })),
      ...trialMarks(points, index, `${metric}.${judged}`),
    ]),
    bounds,
  };
}

/** What all searches of it counted, where that is not the work of the kind. */
function workOf({ series }: Sweep): string | null {
  const accounts = series.flatMap(({ points }) =>
    searched(points).flatMap(({ cells }) => cells.flatMap((cell) => deliveredOf(cell)?.by ?? [])),
  );
  const [work] = accounts.map((account) => account.work);
  return work !== undefined && accounts.every((account) => account.work === work) ? work : null;
}

const ratePanel = (sweep: Sweep, names: FigureNames): LoadPanel => ({
  axisName: `${workOf(sweep) ?? names.work} /s`,
  lines: sweep.series.flatMap(({ name: series, points }, index) => {
    const known = searched(points).flatMap(({ cells }) => cells.flatMap((cell) => deliveredOf(cell) ?? []));
    const best = known.find(({ by }) => by.tellsMore);
    return [
      {
        name: [series, 'offered'].filter(Boolean).join(' '),
        color: colorAt(index),
        style: 'band' as const,
        points: valuesOf(points, offeredPerSecond),
      },
      {
        name: [series, 'achieved'].filter(Boolean).join(' '),
        color: colorAt(index),
        style: 'solid' as const,
        points: valuesOf(points, names.achieved),
      },
      {
        name: [series, best?.by.name ?? 'delivered'].filter(Boolean).join(' '),
        color: colorAt(index + 2),
        style: 'solid' as const,
        points: best ? valuesOf(searched(points), deliveredBy(best.by)) : [],
      },
      ...(best
        ? trialMarks(points, index + 2, deliveredBy(best.by))
        : trialMarks(points, index, names.achieved)),
    ];
  }),
  bounds: [],
});

type Of = BaseMetric | ((...of: Parameters<typeof offeredPerSecond>) => number | null);

const deliveredBy =
  (account: Account): Of =>
  (cell) => {
    const delivered = deliveredOf(cell);
    return delivered?.by === account ? delivered.perSecond : null;
  };

function figureIn(cell: SavedCell, metric: Of): number[] {
  const run = lastMeasured(cell);
  if (!run) return [];
  return [(typeof metric === 'string' ? figuresOf(cell, run)(metric) : metric(cell, run)) ?? []].flat();
}

/** The median over repeats of one load; over those that agree with its verdict, where it was searched. */
const valuesOf = (points: readonly LoadPoint[], metric: Of): LoadLine['points'] =>
  points.flatMap((point) => {
    const values = point.cells
      .filter((cell) => !isSearch(cell) || cell.verdict === point.verdict)
      .flatMap((cell) => figureIn(cell, metric))
      .sort((a, b) => a - b);
    const value = values[Math.floor((values.length - 1) / 2)];
    return value === undefined ? [] : [{ point, value }];
  });

/** Where sending goes on and less gets through, only what got through tells. */
const searched = (points: readonly LoadPoint[]): readonly LoadPoint[] =>
  points.filter(({ cells }) => cells.some(isSearch));

/** Every trial of a capacity search with the verdict it had. */
function trialMarks(points: readonly LoadPoint[], index: number, metric: Of): LoadLine[] {
  const marks = points.flatMap(({ load, cells }) =>
    cells
      .filter(isSearch)
      .flatMap((cell) =>
        figureIn(cell, metric).map((value) => ({ point: { load, verdict: cell.verdict }, value })),
      ),
  );
  return marks.length > 0 ? [{ name: 'trials', color: colorAt(index), style: 'marks', points: marks }] : [];
}

/** The bounds on percentiles of a latency; not those relative to something that differs from cell to cell. */
function boundsOf(sweep: Sweep, family: LatencyFamily): LoadPanel['bounds'] {
  const bounds = new Map<string, number>();
  for (const { metric, bound, required, operator, limit } of sweep.cells.flatMap(({ slo }) => slo)) {
    const statistic = statisticOf(metric, family);
    const upper = operator === '<' || operator === '<=';
    if (limit === null || !upper || bound !== required || !statistic.startsWith('p')) continue;
    bounds.set(`${statistic} ${required}`, limit);
  }
  return [...bounds].map(([name, value]) => ({ name, value }));
}

/** `p99` of `devices/delivery.p99`; empty for another family. */
function statisticOf(name: string, family: LatencyFamily): string {
  const { metric } = readName(name);
  return metric.startsWith(`${family}.`) ? metric.slice(family.length + 1) : '';
}
