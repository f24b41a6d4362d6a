/** Load against response time, and achieved against offered rate; the tidemark is drawn as a line. */
import { loadText } from '../../text/format.ts';
import { colorAt } from '../colors.ts';
import type { Kind } from '../kind.ts';
import { type Sweep, tidemarkOf } from '../sweeps/sweeps.ts';
import { axisLook, draw, FAIL, legend, legendHeightPx, MUTED, title, valueAxis } from './draw.ts';
import { type LoadLine, type LoadPanel, loadPanels } from './load-panels.ts';

const TOP_PX = 40;
const PANEL_PX = 240;
/** Room above a panel for the name of the tidemark. */
const TIDEMARK_PX = 18;
const GAP_PX = 56;

/** Null when the sweep has no rising load or nothing was measured. */
export function loadChart(sweep: Sweep, kind: Kind): string | null {
  const { axis } = sweep;
  if (axis === null) return null;
  const panels = loadPanels(sweep, kind.names);
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

/** Bounds as dashed horizontals, tidemarks as verticals; a series of its own, so that it is in no legend. */
const marks = (
  { bounds }: LoadPanel,
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
