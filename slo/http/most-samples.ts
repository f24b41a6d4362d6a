/** How many samples of a latency the plan offers at most, known before the load. */
import { tasksDue } from '../../load/http/cadence.ts';
import type { HttpPlan } from '../../load/http/plan.ts';
import { shareOfTask } from '../../load/http/task-share.ts';
import type { LatencyDefinition } from '../../metrics/metrics.ts';

type Offering = Pick<HttpPlan, 'users' | 'tasks' | 'pace' | 'module' | 'warmupMs' | 'measureMs'>;

/**
 * In the measure phase, of one task or of all; of users who wait for answers as many as a site that answers at once
 * would get. Null: not known, as of log-ins, where users may be there already.
 */
export function mostSamples(
  { users, tasks, pace, module, warmupMs, measureMs }: Offering,
  { event }: LatencyDefinition<'http'>,
  task: string | null,
): number | null {
  if (event !== 'task' || module !== null) return null;
  const share = shareOfTask(tasks, task);
  if (pace.model === 'open') return share * tasksDue({ pace, warmupMs }, 0, measureMs);
  const [leastMs, mostMs] = pace.waitMs;
  const waitMs = (leastMs + mostMs) / 2;
  return waitMs === 0 ? null : share * users * (1 + measureMs / waitMs);
}
