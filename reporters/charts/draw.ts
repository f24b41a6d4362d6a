/** ECharts on the server: options in, SVG text out; one look for all charts. */
import type { EChartsCoreOption } from 'echarts';
// One file in place of four hundred: half a second less for each run.
import { init } from 'echarts/dist/echarts.esm.min.mjs';

const WIDTH = 900;
export const FAIL = '#c1121f';
export const MUTED = '#888888';
const TEXT = '#333333';

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
  textStyle: { fontSize: 14, fontWeight: 'bold', color: TEXT, width: WIDTH - 180, overflow: 'truncate' },
});

const LEGEND = { leftPx: 70, strokePx: 35, characterPx: 6.2, entryPx: 14 };

const longest = (names: readonly string[]): number => Math.max(0, ...names.map((name) => name.length));

/** ECharts lays entries out for a narrow font; a pixel a character more makes room for the widest `sans-serif`. */
const legendGapPx = (names: readonly string[]): number => 14 + longest(names);

function legendLines(names: readonly string[]): string[][] {
  const gapPx = legendGapPx(names);
  const pitchPx = LEGEND.strokePx + longest(names) * LEGEND.characterPx + gapPx;
  const perLine = Math.max(1, Math.floor((WIDTH - LEGEND.leftPx - 10) / pitchPx));
  return Array.from({ length: Math.ceil(names.length / perLine) }, (_, line) =>
    names.slice(line * perLine, (line + 1) * perLine),
  );
}

/** Entries as strokes of their line. */
export const legend = (topPx: number, names: readonly string[]): object => ({
  top: topPx,
  left: LEGEND.leftPx,
  itemWidth: LEGEND.strokePx - 5,
  itemGap: legendGapPx(names),
  itemStyle: { opacity: 0 },
  textStyle: { color: TEXT, fontSize: 12 },
  // A line break is an entry of its own.
  data: legendLines(names).flatMap((line, index) => (index > 0 ? ['\n', ...line] : line)),
});

export function legendHeightPx(names: readonly string[]): number {
  const lines = legendLines(names).length;
  return 14 + lines * LEGEND.entryPx + (lines - 1) * legendGapPx(names);
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
