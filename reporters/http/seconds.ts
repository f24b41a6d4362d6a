import type { MeasuredHttpRun } from '../../load/http/result.ts';
import { WHOLE_PHASE, writeName } from '../../metrics/names.ts';
import { type Interval, intervalsOfPart, type SecondCounts } from '../seconds.ts';

/** Of each task; its name is left out where there is no other. The log-in is one interval. */
export function intervalsOf({ plan, series, windows, login }: MeasuredHttpRun): readonly Interval[] {
  const tasks = Object.entries(windows[WHOLE_PHASE]?.tasks ?? {});
  const place = { firstSecond: series.firstSecond, measureMs: plan.measureMs };
  const ofTasks = tasks.flatMap(([task, { latencies }]) =>
    Object.entries(latencies).flatMap(([metric, whole]) => {
      const name = writeName({ group: tasks.length > 1 ? task : null, metric });
      const bySecond = metric === 'http' ? series.tasks[task]?.samples?.http : undefined;
      return intervalsOfPart(name, bySecond, whole, place);
    }),
  );
  return [...ofTasks, ...intervalsOfPart('login', undefined, login.latency ?? undefined, place)];
}

/** Over all tasks. */
export function countsOf({ series }: MeasuredHttpRun): SecondCounts {
  const tasks = Object.values(series.tasks);
  const sum = (count: 'begun' | 'succeeded' | 'failed'): number[] => {
    const length = Math.max(0, ...tasks.map((task) => task[count].length));
    return Array.from({ length }, (_, second) =>
      tasks.reduce((total, task) => total + (task[count][second] ?? 0), 0),
    );
  };
  return {
    firstSecond: series.firstSecond,
    columns: [
      ['Users', series.users],
      ['Begun', sum('begun')],
      ['Succeeded', sum('succeeded')],
      ['Failed', sum('failed')],
    ],
    latency: 'http',
  };
}
