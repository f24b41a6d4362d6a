/** Pages a second, their response time, how many users there are, and CPU, second by second. */
import type { MeasuredHttpRun, TaskSeries } from '../../load/http/result.ts';
import type { Observation } from '../../saved/observation.ts';
import { colorAt } from '../colors.ts';
import { cpuPanel } from '../cpu-panel.ts';
import { bySecond, type Panel, type Point, slowestOf } from '../panel.ts';
import { wordsFor } from './words.ts';

export function panelsOf(run: MeasuredHttpRun, observation: Observation): readonly Panel[] {
  const { firstSecond, users } = run.series;
  const tasks = Object.entries(run.series.tasks);
  const at = (valueAt: (second: number) => number | null | undefined): Iterable<Point> =>
    bySecond(firstSecond, users.length, valueAt);
  const total = (key: 'begun' | 'succeeded' | 'failed'): Iterable<Point> =>
    at((second) => tasks.reduce((sum, [, series]) => sum + (series[key][second] ?? 0), 0));
  const slowest = (key: keyof Pick<TaskSeries, 'p50Ms' | 'p99Ms'>): Iterable<Point> => {
    const values = tasks.map(([, series]) => series[key]);
    return at((second) => slowestOf(values, second));
  };
  return [
    {
      axisName: `${wordsFor([run.plan]).work} /s`,
      each: 'second',
      ofLoad: true,
      lines: [
        { name: 'begun', color: colorAt(7), dashed: true, begun: true, points: total('begun') },
        { name: 'served', color: colorAt(0), points: total('succeeded') },
        { name: 'failed', color: colorAt(1), points: total('failed') },
      ],
    },
    {
      axisName: 'response ms',
      worst: true,
      each: 'second',
      ofLoad: true,
      lines: [
        { name: 'p99 of the slowest task', color: colorAt(0), points: slowest('p99Ms') },
        { name: 'p50 of the slowest task', color: colorAt(2), points: slowest('p50Ms') },
      ],
    },
    {
      axisName: 'users',
      each: 'second',
      ofLoad: false,
      lines: [
        {
          name: run.plan.login === null ? 'connected' : 'logged in',
          color: colorAt(3),
          points: at((second) => users[second]),
        },
      ],
    },
    cpuPanel(observation),
  ];
}
