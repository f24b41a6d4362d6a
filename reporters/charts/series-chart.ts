/** One run, second by second, in the panels of its kind, with its windows shaded. */

import type { Kind } from '../kind.ts';
import type { Panel, PanelLine } from '../panel.ts';
import type { MeasuredCellRun } from '../rows.ts';
import { axisLook, draw, title, valueAxis } from './draw.ts';
import { type Entry, legend, legendHeightPx } from './legend.ts';
import { AXIS } from './look.ts';
import { drawnPoints, inFewer, spansOf } from './spans.ts';
import { ticksWithin } from './ticks.ts';

const PANEL_PX = 130;
/** Room above a panel for the names of the windows. */
const WINDOWS_PX = 18;
const GAP_PX = 34;
const TOP_PX = 38;
const SHADES = [
  'rgba(0,114,178,0.08)',
  'rgba(213,94,0,0.10)',
  'rgba(0,158,115,0.10)',
  'rgba(230,159,0,0.10)',
];

export function seriesChart(
  name: string,
  { result, observation }: MeasuredCellRun,
  { panelsOf }: Kind,
): string | null {
  const measuredS = result.plan.measureMs / 1000;
  const all = panelsOf(result, observation);
  const range = rangeOf(all, measuredS);
  if (range === null) return null;
  const panels = all
    .map((panel) => ({ ...panel, lines: linesIn(panel, range, measuredS) }))
    .filter(({ lines }) => lines.length > 0);
  const entries = panels.map(({ lines }) =>
    lines.map(({ name, color, dashed }): Entry => ({ name, color, mark: dashed ? 'dashed' : 'solid' })),
  );
  let next = TOP_PX;
  const tops = entries.map((own) => {
    const top = next;
    next += legendHeightPx(own) + WINDOWS_PX + PANEL_PX + GAP_PX;
    return top;
  });
  const [from, to] = range;
  const ticks = ticksWithin(from, to);
  return draw(
    {
      title: title(`${name}: second by second`),
      graphic: entries.flatMap((own, index) => legend(tops[index] ?? 0, own)),
      grid: panels.map((_, index) => ({
        left: 78,
        right: 30,
        top: (tops[index] ?? 0) + legendHeightPx(entries[index] ?? []) + WINDOWS_PX,
        height: PANEL_PX,
      })),
      xAxis: panels.map((_, gridIndex) => ({
        ...axisLook,
        gridIndex,
        type: 'value',
        name: gridIndex === panels.length - 1 ? 'seconds from the start of the measure phase' : '',
        nameGap: 28,
        min: from,
        max: to,
        // ECharts counts ticks from the left end, which lies anywhere.
        axisLabel: { ...axisLook.axisLabel, customValues: ticks },
        axisTick: { customValues: ticks },
        splitLine: { show: false },
      })),
      yAxis: panels.map(({ axisName, lines }, gridIndex) =>
        valueAxis(
          axisName,
          lines.flatMap(({ points }) => points.flatMap(([, value]) => value ?? [])),
          gridIndex,
        ),
      ),
      series: panels.flatMap(({ lines }, index) => [
        ...lines.map((line) => ({
          type: 'line',
          name: line.name,
          xAxisIndex: index,
          yAxisIndex: index,
          color: line.color,
          lineStyle: { width: 1.8, type: line.dashed ? 'dashed' : 'solid' },
          showSymbol: false,
          data: line.points,
        })),
        shading(result, index),
      ]),
    },
    next + 12,
  );
}

/**
 * From the first second of the load to the last in which something was counted, the measure phase always: no stretch
 * in which nothing but the machine was observed. Null when nothing was.
 */
function rangeOf(panels: readonly Panel[], measuredS: number): readonly [number, number] | null {
  if (panels.every(({ lines }) => lines.every(({ points }) => points.length === 0))) return null;
  let [from, to] = [0, measuredS];
  for (const { lines } of panels.filter(({ ofLoad }) => ofLoad))
    for (const { points } of lines)
      for (const [second, value] of points) {
        from = Math.min(from, second);
        if (value) to = Math.max(to, second + 1);
      }
  return [Math.floor(from), Math.ceil(to)];
}

/** Lines with a value other than 0, as they are drawn. */
const linesIn = (
  { lines, each, worst }: Panel,
  range: readonly [number, number],
  measuredS: number,
): PanelLine[] =>
  lines.flatMap((line) => {
    const [from, to] = range;
    const points = line.points.filter(([second]) => second >= from && second <= to);
    if (points.every(([, value]) => !value)) return [];
    const spans = spansOf(points, { each, to, endS: line.begun ? measuredS : null });
    return [{ ...line, points: drawnPoints(inFewer(spans, range, worst === true)) }];
  });

/** Named windows where the plan has some, else the measure phase. */
function shading({ plan }: MeasuredCellRun['result'], index: number): object {
  const named = plan.windows.filter(({ name }) => name !== 'measure');
  const windows = named.length > 0 ? named : [{ name: 'measure phase', fromMs: 0, toMs: plan.measureMs }];
  return {
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    data: [],
    markArea: {
      silent: true,
      data: windows
        .filter(({ fromMs, toMs }) => fromMs < toMs)
        .map(({ name, fromMs, toMs }, at) => [
          {
            name,
            xAxis: fromMs / 1000,
            itemStyle: { color: SHADES[at % SHADES.length] },
            label: { position: 'top', distance: 2, color: AXIS, fontSize: 11 },
          },
          { xAxis: toMs / 1000 },
        ]),
    },
  };
}
