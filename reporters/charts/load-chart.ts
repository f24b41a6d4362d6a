/** Load against response time, and achieved against offered rate; the tidemark is drawn as a line. */

import type { BaseMetric, LatencyFamily } from '../../metrics/metrics.ts';
import { readName } from '../../metrics/names.ts';
import type { SavedCell } from '../../saved/cell.ts';
import { loadText } from '../../text/format.ts';
import type { Account } from '../account.ts';
import { colorAt } from '../colors.ts';
import type { FigureNames, NamedLatency } from '../figure-names.ts';
import type { Kind } from '../kind.ts';
import { figuresOf, offeredPerSecond } from '../kinds/kinds.ts';
import { lastMeasured } from '../rows.ts';
import { deliveredOf } from '../sweeps/delivered.ts';
import { isSearch } from '../sweeps/search-as-sweep.ts';
import { type LoadPoint, type Sweep, tidemarkOf } from '../sweeps/sweeps.ts';
import { axisLook, draw, FAIL, legend, legendHeightPx, MUTED, title, valueAxis } from './draw.ts';

interface Panel {
  readonly axisName: string;
  readonly lines: readonly Line[];
  /** Bounds of SLOs, in the panel's unit. */
  readonly bounds: readonly { readonly name: string; readonly value: number }[];
}
interface Line {
  readonly name: string;
  readonly color: string;
  /** `marks`: no line, a point a trial. */
  readonly style: 'solid' | 'dashed' | 'dotted' | 'band' | 'marks';
  readonly points: readonly { readonly point: Pick<LoadPoint, 'load' | 'verdict'>; readonly value: number }[];
}

const TOP_PX = 40;
const PANEL_PX = 240;
/** Room above a panel for the name of the tidemark. */
const TIDEMARK_PX = 18;
const GAP_PX = 56;

/** Null when the sweep has no rising load or nothing was measured. */
export function loadChart(sweep: Sweep, { names: figureNames }: Kind): string | null {
  const { axis } = sweep;
  if (axis === null) return null;
  const panels = [
    ...figureNames.latencies.map((latency) => latencyPanel(sweep, latency)),
    ratePanel(sweep, figureNames),
  ].filter((panel) => panel.lines.some(({ points }) => points.length > 0));
  if (panels.length === 0) return null;
  const names = panels.map(({ lines }) =>
    lines.filter(({ points, style }) => points.length > 0 && style !== 'marks').map(({ name }) => name),
  );
  let next = TOP_PX;
  const tops = names.map((entries) => {
    const top = next;
    next += legendHeightPx(entries) + TIDEMARK_PX + PANEL_PX + GAP_PX;
    return top;
  });
  const loads = [...new Set(sweep.series.flatMap(({ points }) => points.map(({ load }) => load)))];
  const tidemarks = sweep.series.flatMap((series, index) => {
    const { holds } = tidemarkOf(series);
    return holds ? [{ load: holds.load, name: series.name, color: colorAt(index) }] : [];
  });
  return draw(
    {
      title: title(`${sweep.title}: how the load is borne`),
      legend: panels.map((_, index) => legend(tops[index] ?? 0, names[index] ?? [])),
      grid: panels.map((_, index) => ({
        left: 78,
        right: 30,
        top: (tops[index] ?? 0) + legendHeightPx(names[index] ?? []) + TIDEMARK_PX,
        height: PANEL_PX,
      })),
      xAxis: panels.map((_, gridIndex) => ({
        ...axisLook,
        gridIndex,
        type: 'value',
        name: axis,
        nameGap: 28,
        min: 0,
        max: niceEnd(Math.max(...loads)),
        axisLabel: { ...axisLook.axisLabel, formatter: (value: number) => value.toLocaleString('en-US') },
      })),
      yAxis: panels.map((panel, gridIndex) =>
        valueAxis(
          panel.axisName,
          [
            ...panel.lines.flatMap(({ points }) => points.map(({ value }) => value)),
            ...panel.bounds.map(({ value }) => value),
          ],
          gridIndex,
        ),
      ),
      series: panels.flatMap((panel, index) => [
        ...panel.lines.map((line) => lineSeries(line, index)),
        marks(panel, index, tidemarks, axis),
      ]),
    },
    next,
  );
}

function latencyPanel(sweep: Sweep, { name, family: metric }: NamedLatency): Panel {
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

const ratePanel = (sweep: Sweep, names: FigureNames): Panel => ({
  axisName: `${names.work} /s`,
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
const valuesOf = (points: readonly LoadPoint[], metric: Of): Line['points'] =>
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
function trialMarks(points: readonly LoadPoint[], index: number, metric: Of): Line[] {
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
function boundsOf(sweep: Sweep, family: LatencyFamily): Panel['bounds'] {
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

const lineSeries = ({ name, color, style, points }: Line, index: number): object => ({
  type: 'line',
  name,
  xAxisIndex: index,
  yAxisIndex: index,
  color,
  lineStyle:
    style === 'band'
      ? { width: 8, opacity: 0.25 }
      : style === 'marks'
        ? { width: 0 }
        : { type: style, width: 2 },
  showSymbol: style !== 'band',
  data: points.map(({ point, value }) => ({
    value: [point.load, value],
    symbol: point.verdict === 'fail' ? 'diamond' : 'circle',
    symbolSize: point.verdict === 'fail' ? 12 : 7,
    itemStyle: { color: point.verdict === 'fail' ? FAIL : point.verdict === 'invalid' ? MUTED : color },
  })),
});

/** Bounds as dashed horizontals, tidemarks as verticals; a series of its own, so that it is in no legend. */
const marks = (
  { bounds }: Panel,
  index: number,
  tidemarks: readonly { readonly load: number; readonly name: string; readonly color: string }[],
  axis: string,
): object => ({
  type: 'line',
  xAxisIndex: index,
  yAxisIndex: index,
  data: [],
  markLine: {
    silent: true,
    symbol: 'none',
    data: [
      ...bounds.map(({ name, value }) => ({
        yAxis: value,
        lineStyle: { type: 'dashed', color: FAIL, width: 1.5 },
        label: { formatter: name, position: 'insideEndBottom', color: FAIL, fontSize: 11 },
      })),
      ...mergeTidemarks(tidemarks).map(({ load, names, color }) => ({
        xAxis: load,
        lineStyle: { type: 'solid', color, width: 1.5, opacity: 0.7 },
        label: {
          show: index === 0,
          formatter: `tidemark: ${loadText(axis, load)}${names ? ` (${names})` : ''}`,
          position: 'end',
          color,
          fontSize: 11,
        },
      })),
    ],
  },
});

function mergeTidemarks(tidemarks: readonly { load: number; name: string; color: string }[]) {
  return [...Map.groupBy(tidemarks, ({ load }) => load)].map(([load, same]) => ({
    load,
    names: same
      .map(({ name }) => name)
      .filter(Boolean)
      .join('; '),
    color: same.length > 1 ? '#333333' : (same[0]?.color ?? '#333333'),
  }));
}

/** A little room right of the highest load, at a round figure. */
function niceEnd(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value || 1)) / 2;
  return Math.ceil((value * 1.02) / step) * step;
}
