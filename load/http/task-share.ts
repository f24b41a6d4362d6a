/** Tasks are drawn by weight. */
import { sumOf } from '../../statistics/sum.ts';
import type { TaskPlan } from './plan.ts';

/** Share of all tasks that one has, from 0 to 1; null = all of them. */
export function shareOfTask(
  tasks: readonly Pick<TaskPlan, 'name' | 'weight'>[],
  task: string | null,
): number {
  if (task === null) return 1;
  const own = tasks.filter(({ name }) => name === task);
  return sumOf(own, ({ weight }) => weight) / sumOf(tasks, ({ weight }) => weight);
}
