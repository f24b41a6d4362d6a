/** Ratios as bars, the largest on top, each with the interval in which it may lie by chance. */
import { significant } from '../../text/format.ts';
import type { Bar, Bars } from '../bars.ts';
import { axisLook, type Picture, picture, title } from './draw.ts';
import { type Entry, legend, legendHeightPx } from './legend.ts';
import { AXIS, FAIL, TEXT } from './look.ts';
import { tickDistance } from './ticks.ts';

const TOP_PX = 38;
const BAR_PX = 26;
const NAMES_PX = 240;

const COLORS: Readonly<Record<Bar['effect'], string>> = {
  gain: '#009e73',
  loss: FAIL,
  'within chance': '#9aa0a6',
};

/** Of custom series, as far as it is used. */
interface Api {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
}

export function barChart({ of, ratioOf, bars }: Bars): Picture {
  const rising = bars.toSorted((a, b) => a.ratio - b.ratio);
  const entries: Entry[] = [
    ...(['gain', 'loss', 'within chance'] as const)
      .filter((effect) => bars.some((bar) => bar.effect === effect))
      .map((effect): Entry => ({ name: effect, color: COLORS[effect], mark: 'bar' })),
    { name: 'chance interval (99 %)', color: TEXT, mark: 'whisker' },
    { name: 'no change', color: AXIS, mark: 'dashed' },
  ];
  const topPx = TOP_PX + legendHeightPx(entries);
  const heightPx = rising.length * BAR_PX;
  const end = Math.max(...bars.map(({ high }) => high)) * 1.03;
  return picture(
    {
      title: title(`${of.title}: ${ratioOf}`),
      graphic: legend(TOP_PX, entries),
      grid: { left: NAMES_PX, right: 30, top: topPx, height: heightPx },
      xAxis: {
        ...axisLook,
        type: 'value',
        name: ratioOf,
        nameGap: 28,
        min: 0,
        max: end,
        interval: tickDistance(end, 6),
        axisLabel: { ...axisLook.axisLabel, showMaxLabel: false, formatter: '{value}×' },
      },
      yAxis: {
        ...axisLook,
        type: 'category',
        data: rising.map(({ name, ratio }) => `${name}  ${significant(ratio)}×`),
        axisTick: { show: false },
        splitLine: { show: false },
      },
      series: [
        {
          type: 'bar',
          barWidth: 14,
          data: rising.map(({ ratio, effect }) => ({ value: ratio, itemStyle: { color: COLORS[effect] } })),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            data: [{ xAxis: 1, lineStyle: { type: 'dashed', color: AXIS, width: 1.5 } }],
          },
        },
        {
          type: 'custom',
          z: 5,
          renderItem: (_: unknown, api: Api) => whisker(api),
          encode: { x: [0, 1], y: 2 },
          data: rising.map(({ low, high }, index) => [low, high, index]),
        },
      ],
    },
    topPx + heightPx + 56,
  );
}

function whisker(api: Api): object {
  const [low, y] = api.coord([api.value(0), api.value(2)]);
  const [high] = api.coord([api.value(1), api.value(2)]);
  const line = (x1: number, y1: number, x2: number, y2: number): object => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke: TEXT, lineWidth: 1.5 },
  });
  return {
    type: 'group',
    children: [line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4)],
  };
}
