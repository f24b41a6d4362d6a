/** ECharts on the server: options in, SVG text out; one look for all charts. */
import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([
  LineChart,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
]);

export const WIDTH = 900;
/** Okabe and Ito's colours: told apart by colour-blind readers, dark enough on white. */
export const COLORS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#7a5c00',
  '#555555',
];
export const PASS = '#009e73';
export const FAIL = '#c1121f';
export const MUTED = '#888888';
const TEXT = '#333333';

export const colorAt = (index: number): string => COLORS[index % COLORS.length] ?? TEXT;

/** `< & >` are escaped by ECharts; white, so that it reads on GitHub's dark pages as well. */
export function draw(option: EChartsCoreOption, heightPx: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: heightPx });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: 'sans-serif', color: TEXT },
      ...option,
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

export const title = (text: string): object => ({
  text,
  left: 12,
  top: 10,
  textStyle: { fontSize: 15, fontWeight: 'bold', color: TEXT, width: WIDTH - 100, overflow: 'truncate' },
});

const LEGEND = { leftPx: 70, strokePx: 30, gapPx: 18, characterPx: 7.8, linePx: 30 };

/** Wide enough for the widest of the fonts that `sans-serif` may be. */
const legendTextPx = (names: readonly string[]): number =>
  Math.ceil(Math.max(0, ...names.map((name) => name.length)) * LEGEND.characterPx);

/** Entries in columns, each as a stroke of its line. */
export const legend = (topPx: number, names: readonly string[]): object => ({
  top: topPx,
  left: LEGEND.leftPx,
  right: 0,
  padding: 4,
  itemWidth: LEGEND.strokePx,
  itemGap: LEGEND.gapPx,
  itemStyle: { opacity: 0 },
  textStyle: { color: TEXT, fontSize: 12, width: legendTextPx(names) },
  data: names,
});

export function legendHeightPx(names: readonly string[]): number {
  const entryPx = LEGEND.strokePx + 5 + legendTextPx(names) + LEGEND.gapPx;
  const perLine = Math.max(1, Math.floor((WIDTH - LEGEND.leftPx - 8 + LEGEND.gapPx) / entryPx));
  return LEGEND.linePx * Math.ceil(names.length / perLine);
}

export const axisLook = {
  nameLocation: 'middle',
  nameTextStyle: { color: TEXT, fontSize: 12 },
  axisLabel: { color: TEXT, fontSize: 11 },
  axisLine: { show: true, onZero: false, lineStyle: { color: '#666666' } },
  splitLine: { lineStyle: { color: '#e4e4e4' } },
} as const;

/** A spread beyond this reads better on a logarithmic axis. */
const LOGARITHMIC_FROM = 30;

/** A vertical axis from 0; of latencies a logarithmic one when they lie far apart. */
export function valueAxis(name: string, values: readonly number[], gridIndex: number): object {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // A value of 0 has no place on a logarithmic axis.
  const logarithmic = name.endsWith(' ms') && low > 0 && high / low > LOGARITHMIC_FROM;
  return {
    ...axisLook,
    gridIndex,
    name,
    nameGap: 52,
    ...(logarithmic
      ? {
          type: 'log',
          min: 10 ** Math.floor(Math.log10(low)),
          max: 10 ** Math.ceil(Math.log10(high)),
          axisLabel: { ...axisLook.axisLabel, formatter: (value: number) => value.toLocaleString('en-US') },
        }
      : {
          type: 'value',
          min: 0,
          axisLabel: { ...axisLook.axisLabel, formatter: (value: number) => value.toLocaleString('en-US') },
        }),
  };
}
