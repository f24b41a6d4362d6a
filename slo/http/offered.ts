import { firstSequenceAt } from '../../load/schedule.ts';
import type { Missing } from '../mqtt/scope.ts';
import type { HttpScope } from './scope.ts';

/** Tasks a second due in the window. Open arrivals follow one another evenly from the start of the warm-up. */
export function offeredRate({ run: { plan }, window, seconds }: HttpScope): number | Missing {
  if (plan.pace.model === 'closed') {
    return {
      missing:
        "what users who wait for answers would offer is not known; 'of offered' needs arrivals: '5/s' in the plan, a closed model a rate like '>= 100/s'",
    };
  }
  const arrivals = { originUs: 0, periodUs: 1e6 / plan.pace.tasksPerSecond, clients: 1 };
  const before = (ms: number): number => firstSequenceAt(arrivals, 0, (plan.warmupMs + ms) * 1000);
  return (before(window.toMs) - before(window.fromMs)) / seconds;
}
