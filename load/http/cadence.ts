/** When the tasks of users are due in an open loop. */
import { type Cadence, cadenceOf, firstSequenceAt } from '../schedule.ts';
import type { HttpPlan, UserPace } from './plan.ts';

type OpenUserPace = Extract<UserPace, { readonly model: 'open' }>;

/** The tasks of all users, each of whom is due in turn. */
export const cadenceOfTasks = (
  { tasksPerSecond, arrivals }: OpenUserPace,
  users: number,
  times: { readonly originUs: number; readonly measureStartUs: number },
): Cadence =>
  cadenceOf({ periodUs: (users / tasksPerSecond) * 1e6, ...(arrivals && { arrivals }) }, users, times);

/** How many tasks are due from one moment to another, after the start of the measure phase. */
export function tasksDue(
  { pace, warmupMs }: { readonly pace: OpenUserPace } & Pick<HttpPlan, 'warmupMs'>,
  fromMs: number,
  toMs: number,
): number {
  const cadence = cadenceOfTasks(pace, 1, { originUs: 0, measureStartUs: warmupMs * 1000 });
  const before = (ms: number): number => firstSequenceAt(cadence, 0, (warmupMs + ms) * 1000);
  return before(toMs) - before(fromMs);
}
