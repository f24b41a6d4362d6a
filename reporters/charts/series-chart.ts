/** One run, second by second, in the panels of its kind, with its windows shaded. */
import type { Kind } from '../kind.ts';
import type { PanelLine } from '../panel.ts';
import type { MeasuredCellRun } from '../rows.ts';
import { axisLook, draw, legend, title, valueAxis } from './draw.ts';

const PANEL_PX = 170;
const GAP_PX = 58;
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
  const panels = panelsOf(result, observation)
    .map((panel) => ({ ...panel, lines: present(panel.lines) }))
    .filter(({ lines }) => lines.length > 0);
  const seconds = panels.flatMap(({ lines }) =>
    lines.flatMap(({ points }) => points.map(([second]) => second)),
  );
  if (seconds.length === 0) return null;
  const [from, to] = [Math.floor(Math.min(0, ...seconds)), Math.ceil(Math.max(...seconds) + 1)];
  return draw(
    {
      title: title(`${name}: second by second`),
      legend: panels.map(({ lines }, index) =>
        legend(
          36 + index * (PANEL_PX + GAP_PX),
          lines.map(({ name }) => name),
        ),
      ),
      grid: panels.map((_, index) => ({
        left: 78,
        right: 30,
        top: 76 + index * (PANEL_PX + GAP_PX),
        height: PANEL_PX - 40,
      })),
      xAxis: panels.map((_, gridIndex) => ({
        ...axisLook,
        gridIndex,
        type: 'value',
        name: gridIndex === panels.length - 1 ? 'seconds from the start of the measure phase' : '',
        nameGap: 28,
        min: from,
        max: to,
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
          // A second between two without samples would not show as a line.
          showSymbol: line.points.some(([, value]) => value === null),
          symbolSize: 4,
          data: line.points,
        })),
        shading(result, index),
      ]),
    },
    76 + panels.length * (PANEL_PX + GAP_PX) - 40,
  );
}

const present = (lines: readonly PanelLine[]): PanelLine[] =>
  lines.filter(({ points }) => points.some(([, value]) => value !== null && value !== 0));

/** Named windows where the plan has some, else the measure phase. */
function shading({ plan }: MeasuredCellRun['result'], index: number): object {
  const named = plan.windows.filter(({ name }) => name !== 'measure');
  const windows = named.length > 0 ? named : [{ name: 'measure', fromMs: 0, toMs: plan.measureMs }];
  return {
    type: 'line',
    xAxisIndex: index,
    yAxisIndex: index,
    data: [],
    markArea: {
      silent: true,
      data: windows.map(({ name, fromMs, toMs }, at) => [
        {
          name,
          xAxis: fromMs / 1000,
          itemStyle: { color: SHADES[at % SHADES.length] },
          label: { position: 'top', distance: 2, color: '#666666', fontSize: 11 },
        },
        { xAxis: toMs / 1000 },
      ]),
    },
  };
}
