/** ECharts on the server: options in, SVG text out; one look for all charts. */
import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts';
import { largest, smallest } from '../../statistics/extremes.ts';
import { AXIS, BACKGROUND, GRID_LINE, TEXT, withDarkColors } from './look.ts';

export const WIDTH = 900;

type Library = typeof import('echarts/dist/echarts.esm.min.mjs');

/** Loaded with the first picture: a report is rebuilt without any. One file in place of four hundred: half a second less for each run. */
const library = (): Library =>
  (loaded ??= createRequire(import.meta.url)('echarts/dist/echarts.esm.min.mjs') as Library);
let loaded: Library | null = null;

/** A chart of which all is known but how it looks: drawing takes most of the time. Gives SVG text. */
export type Picture = () => string;

export const picture =
  (option: EChartsCoreOption, heightPx: number): Picture =>
  () =>
    draw(option, heightPx);

/** `< & >` are escaped by ECharts. The background is part of the picture, so that it reads on a page of any colour. */
function draw(option: EChartsCoreOption, heightPx: number): string {
  const chart = library().init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: heightPx });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: BACKGROUND,
      textStyle: { fontFamily: 'sans-serif', color: TEXT },
      ...option,
    });
    return withDarkColors(chart.renderToSVGString());
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

export const axisLook = {
  nameLocation: 'middle',
  nameTextStyle: { color: TEXT, fontSize: 12 },
  axisLabel: { color: TEXT, fontSize: 11 },
  axisLine: { show: true, onZero: false, lineStyle: { color: AXIS } },
  splitLine: { lineStyle: { color: GRID_LINE } },
} as const;

/** A spread beyond this reads better on a logarithmic axis. */
const LOGARITHMIC_FROM = 30;

/** A vertical axis from 0; of latencies a logarithmic one when they lie far apart. */
export function valueAxis(name: string, values: readonly number[], gridIndex: number): object {
  const [low, high] = [smallest(values), largest(values)];
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
