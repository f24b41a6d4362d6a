/** Load against response time, and achieved against offered rate; the highest load that passes is a vertical line. */
import { loadText } from '../../text/format.ts';
import { colorAt } from '../colors.ts';
import type { Kind } from '../kind.ts';
import { type LoadSeries, type Sweep, tidemarkOf } from '../sweeps/sweeps.ts';
import { axisLook, type Picture, picture, title, valueAxis } from './draw.ts';
import { type Entry, legend, legendHeightPx } from './legend.ts';
import { type LoadLine, type LoadPanel, loadPanels } from './load-panels.ts';
import { FAIL, MUTED, TEXT } from './look.ts';
import { tickDistance } from './ticks.ts';

const TOP_PX = 40;
const PANEL_PX = 240;
const GAP_PX = 60;

interface Tidemark {
  readonly load: number;
  readonly name: string;
  readonly color: string;
}

/** Null when the sweep has no rising load or nothing was measured. */
export function loadChart(sweep: Sweep, kind: Kind): Picture | null {
  const { axis } = sweep;
  if (axis === null) return null;
  const panels = loadPanels(sweep, kind.names);
  if (panels.length === 0) return null;
  const tidemarks = tidemarksOf(sweep.series, axis);
  const entries = panels.map((panel) => entriesOf(panel, tidemarks));
  let next = TOP_PX;
  const tops = entries.map((own) => {
    const top = next;
    next += legendHeightPx(own) + PANEL_PX + GAP_PX;
    return top;
  });
  const loads = [...new Set(sweep.series.flatMap(({ points }) => points.map(({ load }) => load)))];
  const distance = tickDistance(Math.max(...loads), 6);
  const end = Math.max(...loads) * 1.04;
  return picture(
    {
      title: title(`${sweep.title}: response time and rate by load`),
      graphic: entries.flatMap((own, index) => legend(tops[index] ?? 0, own)),
      grid: panels.map((_, index) => ({
        left: 78,
        right: 30,
        top: (tops[index] ?? 0) + legendHeightPx(entries[index] ?? []),
        height: PANEL_PX,
      })),
      xAxis: panels.map((_, gridIndex) => ({
        ...axisLook,
        gridIndex,
        type: 'value',
        name: axis,
        nameGap: 28,
        min: 0,
        max: end,
        interval: distance,
        axisLabel: {
          ...axisLook.axisLabel,
          showMaxLabel: false,
          formatter: (value: number) => value.toLocaleString('en-US'),
        },
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
        verticalsAndBounds(panel, index, tidemarks),
      ]),
    },
    next,
  );
}

/** A line, a bound, a vertical: each has its entry, and so has each kind of point. */
function entriesOf({ lines, bounds }: LoadPanel, tidemarks: readonly Tidemark[]): readonly Entry[] {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const verdicts = new Set(
    drawn
      .filter(({ style }) => style !== 'band')
      .flatMap(({ points }) => points.map(({ point }) => point.verdict)),
  );
  const trials = drawn.some(({ style }) => style === 'marks');
  const what = trials ? 'trial' : 'load';
  return [
    ...drawn.flatMap(({ name, color, style }): Entry[] =>
      style === 'marks' ? [] : [{ name, color, mark: style }],
    ),
    ...bounds.map(({ name }): Entry => ({ name: `bound: ${name}`, color: FAIL, mark: 'dashed' })),
    ...(verdicts.has('pass') ? [{ name: `${what} that passes`, color: TEXT, mark: 'circle' } as const] : []),
    ...(verdicts.has('fail') ? [{ name: `${what} that fails`, color: FAIL, mark: 'diamond' } as const] : []),
    ...(verdicts.has('invalid')
      ? [{ name: `${what} that is invalid`, color: MUTED, mark: 'circle' } as const]
      : []),
    ...tidemarks.map(({ name, color }): Entry => ({ name, color, mark: 'solid' })),
  ];
}

const lineSeries = ({ name, color, style, points }: LoadLine, index: number): object => ({
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

/** Their names stand in the legend, where they cover nothing. */
const verticalsAndBounds = (
  { bounds }: LoadPanel,
  index: number,
  tidemarks: readonly Tidemark[],
): object => ({
  type: 'line',
  xAxisIndex: index,
  yAxisIndex: index,
  data: [],
  markLine: {
    silent: true,
    symbol: 'none',
    label: { show: false },
    data: [
      ...bounds.map(({ value }) => ({
        yAxis: value,
        lineStyle: { type: 'dashed', color: FAIL, width: 1.5 },
      })),
      ...tidemarks.map(({ load, color }) => ({
        xAxis: load,
        lineStyle: { type: 'solid', color, width: 1.5, opacity: 0.7 },
      })),
    ],
  },
});

/** `tidemark: 1,131 devices`; where no failing load is known, it is only known to lie higher. */
function tidemarksOf(series: readonly LoadSeries[], axis: string): readonly Tidemark[] {
  const found = series.flatMap((one, index) => {
    const { holds, breaks } = tidemarkOf(one);
    if (!holds) return [];
    const load = loadText(axis, holds.load);
    const failed = one.points.some(({ cells }) => cells.some(({ verdict }) => verdict === 'fail'));
    const said = breaks ? load : `≥ ${load}${failed ? '' : ' (not reached)'}`;
    return [{ load: holds.load, said, name: one.name, color: colorAt(index + 3) }];
  });
  return [...Map.groupBy(found, ({ load, said }) => `${load} ${said}`).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const names = same.map(({ name }) => name).filter(Boolean);
    return [
      {
        load: first.load,
        name: `tidemark${names.length > 0 ? ` (${names.join('; ')})` : ''}: ${first.said}`,
        color: same.length > 1 ? TEXT : first.color,
      },
    ];
  });
}
