/** Percentile curves: how the tail grows; each nine of the percentile has the same width. */

import { decodeHistogram, type Histogram, mergeHistograms } from '../../load/histogram.ts';
import type { LatencyFamily } from '../../metrics/metrics.ts';
import { cellName, runName } from '../cell-name.ts';
import { colorAt } from '../colors.ts';
import type { Kind } from '../kind.ts';
import { type MeasuredCellRun, measured, rows } from '../rows.ts';
import type { Sweep } from '../sweeps/sweeps.ts';
import { axisLook, type Picture, picture, title, valueAxis } from './draw.ts';
import { type Entry, legend, legendHeightPx } from './legend.ts';

/** More lines than this cannot be told apart. */
const MOST_LINES = 12;
const STEPS_PER_NINE = 24;
const PANEL_PX = 300;
const GAP_PX = 56;

interface Curve {
  readonly name: string;
  /** [1 / (1 - p), milliseconds] */
  readonly points: readonly (readonly [number, number])[];
}

/** What one curve is drawn of: several runs of one load are one. */
interface Drawn {
  readonly name: string;
  readonly nominal: boolean;
  readonly runs: readonly MeasuredCellRun[];
}

/**
 * Null when no latency was recorded. Of more than twelve runs, the twelve last are drawn; `nominal`, which the others are
 * compared with, always.
 */
export function percentileChart(sweep: Sweep, kind: Kind): Picture | null {
  const all = drawnOf(sweep, kind);
  const base = all.filter(({ nominal }) => nominal).slice(0, 1);
  const others = all.filter((drawn) => !base.includes(drawn));
  const shown = [...base, ...others.slice(base.length - MOST_LINES)];
  const panels = kind.names.latencies
    .map(({ family, name }) => ({
      axisName: `${name} ms`,
      curves: shown.map(
        (drawn): Curve => ({ name: drawn.name, points: curveOf(histogramsOf(drawn.runs, family, kind)) }),
      ),
    }))
    .filter(({ curves }) => curves.some(({ points }) => points.length > 0));
  if (panels.length === 0) return null;
  const entries = shown.flatMap(({ name }, line): Entry[] =>
    panels.some(({ curves }) => (curves[line]?.points.length ?? 0) > 0)
      ? [{ name, color: colorAt(line), mark: strokeAt(line) }]
      : [],
  );
  const topPx = 42 + legendHeightPx(entries);
  const end = Math.max(
    ...panels.flatMap(({ curves }) => curves.flatMap(({ points }) => points.at(-1)?.[0] ?? 1)),
  );
  return picture(
    {
      title: title(
        `${sweep.title}: response time by percentile${shown.length < all.length ? ` (${shown.length} of ${all.length})` : ''}`,
      ),
      graphic: legend(38, entries),
      grid: panels.map((_, index) => ({
        left: 78,
        right: 30,
        top: topPx + index * (PANEL_PX + GAP_PX) + 10,
        height: PANEL_PX - 10,
      })),
      xAxis: panels.map((_, gridIndex) => ({
        ...axisLook,
        gridIndex,
        type: 'log',
        min: 1,
        max: 10 ** Math.ceil(Math.log10(end)),
        name: 'percentile',
        nameGap: 28,
        axisLabel: { ...axisLook.axisLabel, formatter: percentileLabel },
      })),
      yAxis: panels.map(({ axisName, curves }, gridIndex) =>
        valueAxis(
          axisName,
          curves.flatMap(({ points }) => points.map(([, value]) => value)),
          gridIndex,
        ),
      ),
      series: panels.flatMap(({ curves }, index) =>
        curves.map(({ name, points }, line) => ({
          type: 'line',
          name,
          xAxisIndex: index,
          yAxisIndex: index,
          color: colorAt(line),
          lineStyle: { width: 2, type: strokeAt(line) },
          showSymbol: false,
          data: points,
        })),
      ),
    },
    topPx + panels.length * (PANEL_PX + GAP_PX) + 8,
  );
}

/** Each run; of a single change all page floors with it as one. */
const drawnOf = ({ cells }: Sweep, { runsWithChange }: Kind): Drawn[] =>
  cells.flatMap((cell): Drawn[] => {
    const nominal = Object.values(cell.parameters).includes('nominal');
    const changed = runsWithChange?.(cell) ?? [];
    if (changed.length > 0) return [{ name: cellName(cell, cells), nominal, runs: changed }];
    return rows({ cells: [cell] }).flatMap((row) => {
      const run = measured(row);
      return run ? [{ name: runName(row, cells), nominal, runs: [run] }] : [];
    });
  });

/** Colours come again after the eighth. */
const strokeAt = (line: number): 'solid' | 'dashed' => (line < 8 ? 'solid' : 'dashed');

/** 1 -> 0 %, 10 -> 90 %, 1000 -> 99.9 % */
function percentileLabel(value: number): string {
  const nines = Math.round(Math.log10(value));
  return `${nines === 0 ? '0' : nines === 1 ? '90' : `99${nines > 2 ? `.${'9'.repeat(nines - 2)}` : ''}`} %`;
}

/** What the runs recorded of a latency, in all their groups. */
const histogramsOf = (
  runs: readonly MeasuredCellRun[],
  family: LatencyFamily,
  kind: Kind,
): readonly Histogram[] =>
  runs.flatMap(({ result }) => kind.histogramsOf(result, family).map(decodeHistogram));

/** Up to the last percentile that one sample alone decides. */
function curveOf(histograms: readonly Histogram[]): readonly (readonly [number, number])[] {
  if (histograms.length === 0) return [];
  const histogram = mergeHistograms(histograms);
  if (histogram.totalCount === 0) return [];
  const steps = Math.floor(Math.log10(histogram.totalCount) * STEPS_PER_NINE);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const inverse = 10 ** (step / STEPS_PER_NINE);
    return [inverse, histogram.getValueAtPercentile(100 * (1 - 1 / inverse)) / 1000] as const;
  });
}
