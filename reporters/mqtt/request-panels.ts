/** Requests that were answered or given up, and how long answers took, second by second. */
import type { MeasuredRun } from '../../load/mqtt/result.ts';
import { colorAt } from '../colors.ts';
import { bySecond, type Panel, type PanelLine, slowestOf } from '../panel.ts';

const asking = ({ series }: MeasuredRun) =>
  Object.values(series.groups).flatMap(({ requests }) => requests ?? []);

export function requestLines(run: MeasuredRun): readonly PanelLine[] {
  const groups = asking(run);
  if (groups.length === 0) return [];
  return [
    {
      name: 'request p99',
      color: colorAt(4),
      points: seconds(run, (second) =>
        slowestOf(
          groups.map(({ requestP99Ms }) => requestP99Ms),
          second,
        ),
      ),
    },
  ];
}

export function requestPanels(run: MeasuredRun): readonly Panel[] {
  const groups = asking(run);
  if (groups.length === 0) return [];
  const total = (key: 'matched' | 'timedOut'): PanelLine['points'] =>
    seconds(run, (second) => groups.reduce((sum, group) => sum + (group[key][second] ?? 0), 0));
  return [
    {
      axisName: 'requests /s',
      each: 'second',
      ofLoad: true,
      lines: [
        { name: 'answered in time', color: colorAt(2), points: total('matched') },
        { name: 'timed out', color: colorAt(5), points: total('timedOut') },
      ],
    },
  ];
}

function seconds(run: MeasuredRun, of: (second: number) => number | null): PanelLine['points'] {
  const length = Math.max(0, ...asking(run).map(({ matched }) => matched.length));
  return bySecond(run.series.firstSecond, length, of);
}
