/** One run, second by second, in the panels of its kind, with its windows shaded. */

import { setDuration } from '../../text/format.ts';
import type { Kind } from '../kind.ts';
import type { Panel, PanelLine, Point } from '../panel.ts';
import type { MeasuredCellRun } from '../rows.ts';
import { axisLook, type Picture, picture, title, valueAxis, WIDTH } from './draw.ts';
import { type Entry, legend, legendHeightPx } from './legend.ts';
import { AXIS } from './look.ts';
import { drawnPoints, inFewer, secondsInOne, spansOf } from './spans.ts';
import { ticksWithin } from './ticks.ts';

const PANEL_PX = 130;
/** Room above a panel for the names of the windows. */
const WINDOWS_PX = 18;
const GAP_PX = 34;
const TOP_PX = 38;
/** Of the windows, in turn. */
const SHADES = ['#0072b2', '#d55e00', '#009e73', '#e69f00'] as const;
const LEFT_PX = 78;
const RIGHT_PX = 30;
const CHARACTER_PX = 6.5;

export function seriesChart(
  name: string,
  { result, observation }: MeasuredCellRun,
  { panelsOf }: Kind,
): Picture | null {
  const measuredS = result.plan.measureMs / 1000;
  const all = panelsOf(result, observation);
  const range = rangeOf(all, measuredS);
  if (range === null) return null;
  const panels = all
    .map((panel) => ({ ...panel, lines: linesIn(panel, range, measuredS) }))
    .filter(({ lines }) => lines.length > 0);
  const windows = windowsOf(result);
  // Names of narrow windows would cover each other; then the first legend has them.
  const named = windows.every(({ name, fromMs, toMs }) => fitsAbove(name, (toMs - fromMs) / 1000, range));
  const entries = panels.map(({ lines }, panel) => [
    ...lines.map(({ name, color, dashed }): Entry => ({ name, color, mark: dashed ? 'dashed' : 'solid' })),
    ...(named || panel > 0 ? [] : windows.map(({ name, color }): Entry => ({ name, color, mark: 'area' }))),
  ]);
  let next = TOP_PX;
  const tops = entries.map((own) => {
    const top = next;
    next += legendHeightPx(own) + WINDOWS_PX + PANEL_PX + GAP_PX;
    return top;
  });
  const [from, to] = range;
  const seconds = secondsInOne(range);
  const ticks = ticksWithin(from, to);
  return picture(
    {
      title: title(
        `${name}: ${seconds === 1 ? 'second by second' : `in steps of ${setDuration(1000 * seconds)}`}`,
      ),
      graphic: entries.flatMap((own, index) => legend(tops[index] ?? 0, own)),
      grid: panels.map((_, index) => ({
        left: LEFT_PX,
        right: RIGHT_PX,
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
      yAxis: panels.map(({ axisName, each, worst, lines }, gridIndex) =>
        valueAxis(
          seconds > 1 && each === 'second' ? `${axisName} (${worst ? 'highest' : 'mean'})` : axisName,
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
        shading(windows, index, named),
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
  if (panels.every(({ lines }) => lines.every(({ points }) => points[Symbol.iterator]().next().done)))
    return null;
  let [from, to] = [0, measuredS];
  for (const { lines } of panels.filter(({ ofLoad }) => ofLoad))
    for (const { points } of lines)
      for (const [second, value] of points) {
        from = Math.min(from, second);
        if (value) to = Math.max(to, second + 1);
      }
  return [Math.floor(from), Math.ceil(to)];
}

interface DrawnLine extends PanelLine {
  readonly points: readonly Point[];
}

/** Lines with a value other than 0, as they are drawn. */
const linesIn = (
  { lines, each, worst }: Panel,
  range: readonly [number, number],
  measuredS: number,
): DrawnLine[] =>
  lines.flatMap((line) => {
    const spans = spansOf(pointsIn(line, range), {
      each,
      to: range[1],
      endS: line.begun ? measuredS : null,
    });
    const fewer = inFewer(spans, range, worst === true);
    return fewer.every(({ value }) => !value) ? [] : [{ ...line, points: drawnPoints(fewer) }];
  });

function* pointsIn({ points, holds }: PanelLine, [from, to]: readonly [number, number]): Generator<Point> {
  let before: Point | null = null;
  for (const point of points) {
    const [second] = point;
    if (holds && before !== null) {
      if (before[0] < from && second > from) yield [from, before[1]];
      if (before[0] < to && second > to) yield [to, before[1]];
    }
    if (second >= from && second <= to) yield point;
    before = point;
  }
}

interface Shaded {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly color: string;
}

/** Named windows where the plan has some, else the measure phase; those of an interrupted run that had not begun are empty. */
function windowsOf({ plan }: MeasuredCellRun['result']): readonly Shaded[] {
  const named = plan.windows.filter(({ name, fromMs, toMs }) => name !== 'measure' && fromMs < toMs);
  const windows = named.length > 0 ? named : [{ name: 'measure phase', fromMs: 0, toMs: plan.measureMs }];
  return windows.map((window, at) => ({ ...window, color: SHADES[at % SHADES.length] ?? SHADES[0] }));
}

const fitsAbove = (name: string, seconds: number, [from, to]: readonly [number, number]): boolean =>
  name.length * CHARACTER_PX <= ((WIDTH - LEFT_PX - RIGHT_PX) * seconds) / (to - from);

const shading = (windows: readonly Shaded[], index: number, named: boolean): object => ({
  type: 'line',
  xAxisIndex: index,
  yAxisIndex: index,
  data: [],
  markArea: {
    silent: true,
    data: windows.map(({ name, fromMs, toMs, color }) => [
      {
        name: named ? name : '',
        xAxis: fromMs / 1000,
        itemStyle: { color, opacity: 0.1 },
        label: { show: named, position: 'top', distance: 2, color: AXIS, fontSize: 11 },
      },
      { xAxis: toMs / 1000 },
    ]),
  },
});
