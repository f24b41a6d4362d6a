/** Users who wait for answers, and get none in the whole of a window. */
import { hungLoop } from '../hung-loop.ts';
import type { HttpScope } from './scope.ts';

/** Null: they were answered, some task was begun, or tasks come whether there are answers or not. */
export function hung({ run, window }: HttpScope): string | null {
  const { plan, series, generator } = run;
  const begun = Object.values(window.tasks).some((task) => task.begun > 0);
  if (plan.pace.model !== 'closed' || begun) return null;
  const tasks = Object.values(series.tasks);
  return hungLoop(
    { window, agents: generator.perAgent },
    {
      firstSecond: series.firstSecond,
      asked: tasks.map((task) => task.begun),
      ended: tasks.flatMap(({ succeeded, failed }) => [succeeded, failed]),
      most: plan.users,
      what: 'tasks',
    },
  );
}
