/** One cell, second by second: rate, p99, CPU and the broker's queue, with its windows shaded. */
import type { GroupSeries, MeasuredRun } from '../../load/mqtt/result.ts';
import type { Observation } from '../../saved/observation.ts';
import type { AnyMeasuredCellRun } from '../figures.ts';
import { axisLook, colorAt, draw, legend, title, valueAxis } from './draw.ts';
import { httpPanels } from './http-panels.ts';

interface Line {
  readonly name: string;
  readonly color: string;
  readonly dashed?: boolean;
  /** [second, value] */
  readonly points: readonly (readonly [number, number | null])[];
}
export interface Panel {
  readonly axisName: string;
  readonly lines: readonly Line[];
}

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
  run: AnyMeasuredCellRun['result'],
  observation: Observation,
): string | null {
  const panels = [
    ...('ledger' in run ? [ratePanel(run), latencyPanel(run)] : httpPanels(run)),
    cpuPanel(observation),
    queuePanel(observation),
  ]
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
        shading(run, index),
      ]),
    },
    76 + panels.length * (PANEL_PX + GAP_PX) - 40,
  );
}

/** Group series added up, second by second. */
function total(run: MeasuredRun, key: 'offered' | 'sent' | 'received'): Line['points'] {
  const groups = Object.values(run.series.groups).map((group) => group[key]);
  const length = Math.max(0, ...groups.map((values) => values.length));
  return Array.from({ length }, (_, index) => [
    run.series.firstSecond + index,
    groups.reduce((sum, values) => sum + (values[index] ?? 0), 0),
  ]);
}

/** The slowest group of each second. */
function slowest(
  run: MeasuredRun,
  key: keyof Pick<GroupSeries, 'ackP99Ms' | 'deliveryP99Ms'>,
): Line['points'] {
  const groups = Object.values(run.series.groups).map((group) => group[key]);
  const length = Math.max(0, ...groups.map((values) => values.length));
  return Array.from({ length }, (_, index) => {
    const values = groups.flatMap((group) => group[index] ?? []);
    return [run.series.firstSecond + index, values.length > 0 ? Math.max(...values) : null];
  });
}

const present = (lines: readonly Line[]): Line[] =>
  lines.filter(({ points }) => points.some(([, value]) => value !== null && value !== 0));

const ratePanel = (run: MeasuredRun): Panel => ({
  axisName: 'messages /s',
  lines: [
    ...(run.generator.loop === 'closed'
      ? []
      : [{ name: 'offered', color: colorAt(7), dashed: true, points: total(run, 'offered') }]),
    { name: 'achieved', color: colorAt(0), points: total(run, 'sent') },
    { name: 'received', color: colorAt(2), points: total(run, 'received') },
  ],
});

const latencyPanel = (run: MeasuredRun): Panel => ({
  axisName: 'p99 ms',
  lines: [
    { name: 'acknowledgement p99', color: colorAt(0), points: slowest(run, 'ackP99Ms') },
    { name: 'delivery p99', color: colorAt(1), points: slowest(run, 'deliveryP99Ms') },
  ],
});

function cpuPanel({ target, agents, system }: Observation): Panel {
  const line = (name: string, index: number, fromMs: number, values: readonly number[]): Line => ({
    name,
    color: colorAt(index),
    points: values.map((value, second) => [fromMs / 1000 + second, value]),
  });
  const busiest = agents.reduce<(typeof agents)[number] | null>(
    (most, agent) => (most && sum(most.cpuPercent) >= sum(agent.cpuPercent) ? most : agent),
    null,
  );
  return {
    axisName: 'CPU %',
    lines: [
      ...(target ? [line('target, of one core', 1, target.fromMs, target.cpuPercent)] : []),
      ...(busiest ? [line('busiest agent, of one core', 3, busiest.fromMs, busiest.cpuPercent)] : []),
      ...(system
        ? [
            line(
              'machine, of all cores',
              7,
              system.fromMs,
              system.cpuIdlePercent.map((idle) => 100 - idle),
            ),
          ]
        : []),
    ],
  };
}

const queuePanel = ({ broker }: Observation): Panel => ({
  axisName: 'messages held',
  lines: [
    {
      name: "the broker's queue",
      color: colorAt(1),
      points: (broker?.held ?? []).map(({ atMs, messages }) => [atMs / 1000, messages]),
    },
  ],
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Named windows where the plan has some, else the measure phase. */
function shading({ plan }: AnyMeasuredCellRun['result'], index: number): object {
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
