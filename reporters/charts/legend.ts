/** The legend above a panel: an entry for every mark in it, laid out in lines. */
import { WIDTH } from './draw.ts';
import { TEXT } from './look.ts';

export interface Entry {
  readonly name: string;
  readonly color: string;
  readonly mark: 'solid' | 'dashed' | 'dotted' | 'band' | 'area' | 'circle' | 'diamond' | 'bar' | 'whisker';
}

const LEFT_PX = 78;
const STROKE_PX = 28;
const LINE_PX = 18;
/** Wide enough for the widest `sans-serif`. */
const CHARACTER_PX = 7;
const GAP_PX = 22;

interface Placed extends Entry {
  readonly x: number;
  readonly line: number;
}

/** Of equal entries one. */
function place(entries: readonly Entry[]): readonly Placed[] {
  let [x, line] = [LEFT_PX, 0];
  const different = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  return [...different.values()].map((entry) => {
    const width = STROKE_PX + 6 + entry.name.length * CHARACTER_PX;
    if (x > LEFT_PX && x + width > WIDTH - 10) [x, line] = [LEFT_PX, line + 1];
    const placed = { ...entry, x, line };
    x += width + GAP_PX;
    return placed;
  });
}

export const legendHeightPx = (entries: readonly Entry[]): number =>
  8 + LINE_PX * (1 + Math.max(0, ...place(entries).map(({ line }) => line)));

/** As graphic elements of ECharts. */
export const legend = (topPx: number, entries: readonly Entry[]): object[] =>
  place(entries).flatMap(({ x, line, name, ...entry }) => {
    const y = topPx + line * LINE_PX + LINE_PX / 2;
    return [
      ...markOf(entry, x, y),
      {
        type: 'text',
        silent: true,
        x: x + STROKE_PX + 6,
        y,
        style: { text: name, fill: TEXT, font: '12px sans-serif', textVerticalAlign: 'middle' },
      },
    ];
  });

const DASH = { dashed: [7, 4], dotted: [2, 3] } as const;

function markOf({ mark, color }: Omit<Entry, 'name'>, x: number, y: number): object[] {
  const [end, middle] = [x + STROKE_PX, x + STROKE_PX / 2];
  const line = (x1: number, y1: number, x2: number, y2: number, style: object): object => ({
    type: 'line',
    silent: true,
    shape: { x1, y1, x2, y2 },
    style: { stroke: color, lineWidth: 2, ...style },
  });
  const polygon = (points: readonly (readonly [number, number])[], style: object): object => ({
    type: 'polygon',
    silent: true,
    shape: { points },
    style: { fill: color, ...style },
  });
  const box = (height: number, opacity: number): object =>
    polygon(
      [
        [x, y - height],
        [end, y - height],
        [end, y + height],
        [x, y + height],
      ],
      { opacity },
    );
  switch (mark) {
    case 'circle':
      return [{ type: 'circle', silent: true, shape: { cx: middle, cy: y, r: 4 }, style: { fill: color } }];
    case 'diamond':
      return [
        polygon(
          [
            [middle, y - 6],
            [middle + 6, y],
            [middle, y + 6],
            [middle - 6, y],
          ],
          {},
        ),
      ];
    case 'bar':
      return [box(5, 1)];
    case 'area':
      return [box(6, 0.16)];
    case 'band':
      return [line(x, y, end, y, { lineWidth: 8, opacity: 0.25 })];
    case 'whisker':
      return [line(x, y, end, y, {}), line(x, y - 4, x, y + 4, {}), line(end, y - 4, end, y + 4, {})];
    case 'solid':
      return [line(x, y, end, y, {})];
    default:
      return [line(x, y, end, y, { lineDash: DASH[mark] })];
  }
}
