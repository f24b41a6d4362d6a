/** Messages a second, response times, CPU and the broker's queue, second by second. */
import type { GroupSeries, MeasuredRun } from '../../load/mqtt/result.ts';
import type { Observation } from '../../saved/observation.ts';
import { colorAt } from '../colors.ts';
import { cpuPanel } from '../cpu-panel.ts';
import { bySecond, type Panel, type PanelLine, slowestOf } from '../panel.ts';
import { requestLines, requestPanels } from './request-panels.ts';
import { workerPanels } from './worker-panels.ts';

export const panelsOf = (run: MeasuredRun, observation: Observation): readonly Panel[] => [
  ...(run.plan.groups.some(({ publish }) => publish) ? [] : [connectPanel(run)]),
  ratePanel(run),
  latencyPanel(run),
  ...requestPanels(run),
  ...workerPanels(run),
  cpuPanel(observation),
  queuePanel(observation),
];

const ratePanel = (run: MeasuredRun): Panel => ({
  axisName: 'messages /s',
  each: 'second',
  ofLoad: true,
  lines: [
    ...(run.generator.loop === 'closed'
      ? []
      : [{ name: 'offered', color: colorAt(7), dashed: true, begun: true, points: total(run, 'offered') }]),
    { name: 'achieved', color: colorAt(0), begun: true, points: total(run, 'sent') },
    { name: 'received', color: colorAt(2), points: total(run, 'received') },
  ],
});

const latencyPanel = (run: MeasuredRun): Panel => ({
  axisName: 'p99 ms',
  worst: true,
  each: 'second',
  ofLoad: true,
  lines: [
    { name: 'acknowledgement p99', color: colorAt(0), points: slowest(run, 'ackP99Ms') },
    { name: 'delivery p99', color: colorAt(1), points: slowest(run, 'deliveryP99Ms') },
    ...requestLines(run),
  ],
});

/** Where nobody publishes. */
const connectPanel = (run: MeasuredRun): Panel => ({
  axisName: 'connections /s',
  each: 'second',
  ofLoad: true,
  lines: [
    { name: 'offered', color: colorAt(7), dashed: true, begun: true, points: connections(run, 'due') },
    { name: 'achieved', color: colorAt(0), begun: true, points: connections(run, 'connected') },
  ],
});

/** By the second in which a round has them, those of all groups added up. */
function connections(run: MeasuredRun, key: 'due' | 'connected'): PanelLine['points'] {
  const counted = new Map<number, number>();
  for (const { fromMs, [key]: counts } of Object.values(run.rounds ?? {}).flat())
    counts.forEach((count, second) => {
      const at = Math.floor(fromMs / 1000) + second;
      if (at >= run.series.firstSecond) counted.set(at, (counted.get(at) ?? 0) + count);
    });
  const seconds = Math.max(0, Math.ceil(run.plan.measureMs / 1000));
  return bySecond(0, seconds, (second) => counted.get(second) ?? 0);
}

const queuePanel = ({ broker }: Observation): Panel => ({
  axisName: 'messages held',
  each: 'moment',
  ofLoad: false,
  lines: [
    {
      name: "the broker's queue",
      color: colorAt(1),
      points: (broker?.held ?? []).map(({ atMs, messages }) => [atMs / 1000, messages]),
    },
  ],
});

/** Group series added up, second by second. */
function total(run: MeasuredRun, key: 'offered' | 'sent' | 'received'): PanelLine['points'] {
  const groups = Object.values(run.series.groups).map((group) => group[key]);
  const length = Math.max(0, ...groups.map((values) => values.length));
  return bySecond(run.series.firstSecond, length, (index) =>
    groups.reduce((sum, values) => sum + (values[index] ?? 0), 0),
  );
}

/** The slowest group of each second. */
function slowest(
  run: MeasuredRun,
  key: keyof Pick<GroupSeries, 'ackP99Ms' | 'deliveryP99Ms'>,
): PanelLine['points'] {
  const groups = Object.values(run.series.groups).map((group) => group[key]);
  const length = Math.max(0, ...groups.map((values) => values.length));
  return bySecond(run.series.firstSecond, length, (index) => slowestOf(groups, index));
}
