/** The pools of groups that answer requests: workers, the requests that wait for one, and each decision about their number. */
import type { MeasuredRun } from '../../load/mqtt/result.ts';
import { colorAt } from '../colors.ts';
import { bySecond, type Panel, type PanelLine, type Point } from '../panel.ts';

export function workerPanels({ series }: MeasuredRun): readonly Panel[] {
  const pools = Object.entries(series.groups).flatMap(([group, { respond }]) =>
    respond ? [{ of: group, respond }] : [],
  );
  const several = pools.length > 1;
  const pointsOf = (values: readonly number[]): PanelLine['points'] =>
    bySecond(series.firstSecond, values.length, (second) => values[second]);
  const named = (what: string, group: string): string => (several ? `${group}: ${what}` : what);
  return [
    {
      axisName: 'workers',
      each: 'moment',
      ofLoad: false,
      lines: pools.flatMap(({ of, respond: { workers, busy, decisions } }, index): PanelLine[] => {
        const [first] = decisions;
        // A step a decision, from the number before it.
        const steps = decisions.flatMap(({ atMs, from, to }): Point[] => [
          [atMs / 1000, from],
          [atMs / 1000, to],
        ]);
        const start = first?.from ?? workers[0] ?? 0;
        const end = workers.at(-1) ?? start;
        return [
          {
            name: named('workers', of),
            color: colorAt(2 * index),
            holds: true,
            points: [[series.firstSecond, start], ...steps, [series.firstSecond + workers.length, end]],
          },
          {
            name: named('busy, at most', of),
            color: colorAt(2 * index + 1),
            dashed: true,
            holds: true,
            // Beside what changes at a moment, a value of a second holds for all of it.
            points: [...pointsOf(busy)].flatMap(([from, value]): Point[] => [
              [from, value],
              [from + 1, value],
            ]),
          },
        ];
      }),
    },
    {
      axisName: 'requests',
      each: 'second',
      worst: true,
      ofLoad: false,
      lines: pools.flatMap(({ of, respond: { queued, dropped } }, index): PanelLine[] => [
        { name: named('in the queue, at most', of), color: colorAt(2 * index), points: pointsOf(queued) },
        { name: named('dropped', of), color: colorAt(2 * index + 1), points: pointsOf(dropped) },
      ]),
    },
  ];
}
