/** The chart of one run, second by second: what is drawn where. */
import { expect, test } from 'vitest';
import { seriesChart } from '../../reporters/charts/series-chart.ts';
import type { Kind } from '../../reporters/kind.ts';
import { mqtt } from '../../reporters/mqtt/mqtt.ts';
import type { Panel } from '../../reporters/panel.ts';
import { cellOf, disturbanceShape, sweepShapes } from './sample-results.ts';

const [run] = cellOf(sweepShapes[4]!).runs;
const LEFT_PX = 78;
const RIGHT_PX = 870;
const COLOR = '#123456';

type Points = Panel['lines'][number]['points'];

/** Seconds and heights of the path of the first line; the run measures 30 s. */
function drawn(points: Points, panel: Partial<Panel> = {}, begun = true, others: readonly Panel[] = []) {
  const load: Panel = {
    axisName: 'messages /s',
    each: 'second',
    ofLoad: true,
    lines: [{ name: 'sent', color: COLOR, begun, points }],
    ...panel,
  };
  const kind = { ...mqtt, panelsOf: () => [load, ...others] } as unknown as Kind;
  const svg = seriesChart('a run', run as never, kind)?.() ?? '';
  // The legend has a stroke of the same colour, which is shorter.
  const paths = [...svg.matchAll(new RegExp(`<path d="([^"]+)"[^>]*stroke="${COLOR}"`, 'g'))];
  const path = paths.map(([, d = '']) => d).sort((a, b) => b.length - a.length)[0] ?? '';
  const pixels = [...path.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  return { svg, pixels };
}

const counts = (from: number, to: number, value: number): Points =>
  Array.from({ length: Math.ceil(to - from) }, (_, index) => [from + index, value]);

test('a second is drawn with its value from its begin to its end, the last of the measure phase too', () => {
  const { pixels } = drawn(counts(0, 30, 500));
  const [first, last] = [pixels[0]!, pixels.at(-1)!];
  expect(first[0]).toBeCloseTo(LEFT_PX, 0);
  expect(last[0]).toBeCloseTo(RIGHT_PX, 0);
  expect(last[1]).toBe(first[1]);
});

test('a second that the end of the measure phase cuts has the rate of its part, and nothing after that', () => {
  // From half a second before the measure phase on: the last second has half the messages.
  const { pixels } = drawn([...counts(-0.5, 29.5, 500), [29.5, 250]]);
  const heights = new Set(pixels.filter(([x]) => x < RIGHT_PX - 30).map(([, y]) => Math.round(y)));
  expect(heights.size).toBe(1);
});

test('seconds in which the machine alone was observed make no blank stretch', () => {
  const wide: Points = [[-60, 5], ...counts(0, 30, 5), [90, 5]];
  const load: Panel = {
    axisName: 'messages /s',
    each: 'second',
    ofLoad: true,
    lines: [{ name: 'sent', color: '#654321', points: counts(-2, 30, 500) }],
  };
  const cpu: Panel = {
    axisName: 'CPU %',
    each: 'second',
    ofLoad: false,
    lines: [{ name: 'target', color: COLOR, points: wide }],
  };
  const kind = { ...mqtt, panelsOf: () => [load, cpu] } as unknown as Kind;
  const svg = seriesChart('a run', run as never, kind)?.() ?? '';
  const ticks = [...svg.matchAll(/>(-?\d+)<\/text>/g)].map(([, value]) => Number(value));
  expect(Math.min(...ticks)).toBeGreaterThanOrEqual(-2);
  expect(ticks).not.toContain(60);
});

test.for([
  [
    'ends after the chart',
    [
      [-9, 10],
      [12, 10],
      [12, 40],
      [20, 40],
      [20, 10],
      [31, 10],
    ],
    10,
  ],
  [
    'begins before it',
    [
      [-9, 20],
      [10, 20],
      [10, 30],
      [31, 30],
    ],
    30,
  ],
  [
    'changes within the last second',
    [
      [0, 10],
      [29.5, 10],
      [29.5, 40],
      [31, 40],
    ],
    40,
  ],
] as const)('a line that holds its values goes on from edge to edge where it %s', ([, points, last]) => {
  const load: Panel = {
    axisName: 'messages /s',
    each: 'second',
    ofLoad: true,
    lines: [{ name: 'sent', color: '#654321', points: counts(0, 30, 40) }],
  };
  const lines: Panel['lines'] = [{ name: 'workers', color: COLOR, holds: true, points }];
  const { pixels } = drawn(points, { axisName: 'workers', each: 'moment', ofLoad: false, lines }, false, [
    load,
  ]);
  const highest = Math.min(...pixels.map(([, y]) => y));
  expect(pixels[0]![0]).toBeCloseTo(LEFT_PX, 0);
  const [x, y] = pixels.at(-1)!;
  expect(x).toBeCloseTo(RIGHT_PX, 0);
  const most = Math.max(...points.map(([, value]) => value));
  if (last === most) expect(y).toBe(highest);
  else expect(y).toBeGreaterThan(highest);
});

test('of a run of hours several seconds are drawn as one, and the peaks of a latency stay', () => {
  const hours: Points = Array.from({ length: 200_000 }, (_, second) => [second, second === 777 ? 9000 : 10]);
  const lines: Panel['lines'] = [{ name: 'p99', color: COLOR, points: hours }];
  const { svg, pixels } = drawn(hours, { axisName: 'p99 ms', worst: true, lines });
  expect(svg.length).toBeLessThan(200_000);
  const highest = Math.min(...pixels.map(([, y]) => y));
  expect(pixels.filter(([, y]) => y === highest).length).toBe(2);
  expect(pixels.length).toBeLessThan(2000);
});

test('windows that are too narrow for their names have them in the legend', () => {
  const narrow = structuredClone(run!);
  Object.assign(narrow.result.plan, {
    windows: [
      { name: 'measure', fromMs: 0, toMs: 30_000 },
      { name: 'beforeTheStorm', fromMs: 0, toMs: 29_000 },
      { name: 'duringTheStorm', fromMs: 29_000, toMs: 30_000 },
    ],
  });
  const svg = seriesChart('a run', narrow as never, mqtt as unknown as Kind)?.() ?? '';
  // Once, not above each panel.
  expect(svg.match(/>duringTheStorm</g)).toHaveLength(1);
  const wide = cellOf(disturbanceShape).runs[0]!;
  const named = seriesChart('a run', wide as never, mqtt as unknown as Kind)?.() ?? '';
  expect(named.match(/>during</g)?.length).toBeGreaterThan(1);
});

test('nothing is drawn of a run of which nothing was counted', () => {
  expect(drawn([]).svg).toBe('');
});

test('the picture follows a reader whose system is dark', () => {
  expect(drawn(counts(0, 30, 500)).svg).toMatch(/^<svg[^>]*>\n<style>@media \(prefers-color-scheme:dark\)\{/);
});
