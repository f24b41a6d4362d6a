/** What users were to ask for a second, and what would have succeeded had the generator done all of its part. */
import { tasksDue } from '../../load/http/cadence.ts';
import { shareOfTask } from '../../load/http/task-share.ts';
import { failedLocally } from '../../load/socket/causes.ts';
import type { Throughput } from '../throughput.ts';
import { arrivalsOf } from './arrivals.ts';
import type { HttpScope } from './scope.ts';

export function pageRate(scope: HttpScope): Throughput {
  const { failedBy, seconds, succeeded } = scope;
  const unbegun = arrivalsOf(scope)?.unbegunByGenerator ?? 0;
  return {
    planned: plannedRate(scope),
    unplanned: 'the plan does not offer that much; use more users, a shorter wait or a lower bound',
    atBest: (succeeded + failedLocally(failedBy) + unbegun) / seconds,
    closed: scope.run.plan.pace.model === 'closed',
  };
}

/** If every answer came at once; null where users do not wait, or wait as their own module says. */
function plannedRate(scope: HttpScope): number | null {
  const { users, pace, module, warmupMs } = scope.run.plan;
  if (module !== null) return null;
  const share = shareOfTask(scope.run.plan.tasks, scope.task);
  if (pace.model === 'open') {
    const { fromMs, toMs } = scope.window;
    return (share * tasksDue({ pace, warmupMs }, fromMs, toMs)) / scope.seconds;
  }
  const thinkS = (pace.waitMs[0] + pace.waitMs[1]) / 2000;
  return thinkS > 0 ? (share * users) / thinkS : null;
}
