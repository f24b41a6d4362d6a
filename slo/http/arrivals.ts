/** What open arrivals asked for in a window, and who kept back what was never begun. */
import { tasksDue } from '../../load/http/cadence.ts';
import { shareOfTask } from '../../load/http/task-share.ts';
import { failedLocally } from '../../load/socket/causes.ts';
import type { HttpScope } from './scope.ts';

export interface Arrivals {
  /** Tasks due in the window. */
  readonly offered: number;
  /** Of these, never begun: its user still waited for the site, or the generator did not get to it. */
  readonly unbegunByTarget: number;
  readonly unbegunByGenerator: number;
}

type UnbegunTasks = Pick<HttpScope['run']['generator'], 'unsentByTarget' | 'unsentByGenerator'>;

/** Over the whole run. What users left undone who could not log in for want of our own files or ports is ours. */
export function unbegunOf({ plan, generator, login }: HttpScope['run']): UnbegunTasks {
  const { offered, unsentByTarget, unsentByGenerator } = generator;
  const ours = Math.min(unsentByTarget, Math.round((offered * failedLocally(login.failedBy)) / plan.users));
  return { unsentByTarget: unsentByTarget - ours, unsentByGenerator: unsentByGenerator + ours };
}

/** Null in a closed model: what users who wait for answers would ask for is not known. */
export function arrivalsOf(scope: HttpScope): Arrivals | null {
  const { run, window } = scope;
  const { pace, warmupMs } = run.plan;
  if (pace.model === 'closed') return null;
  const due = tasksDue({ pace, warmupMs }, window.fromMs, window.toMs);
  const begun = Object.values(window.tasks).reduce((sum, task) => sum + task.begun, 0);
  const share = shareOfTask(run.plan.tasks, scope.task);
  // The generator's account is of the whole run; what of it fell into the window is told by what was begun there.
  const { unsentByTarget, unsentByGenerator } = unbegunOf(run);
  const unsent = unsentByTarget + unsentByGenerator;
  const unbegun = Math.min(unsent, Math.max(0, due - begun));
  const of = (part: number): number => (unsent === 0 ? 0 : Math.round((share * unbegun * part) / unsent));
  return {
    offered: share * due,
    unbegunByTarget: of(unsentByTarget),
    unbegunByGenerator: of(unsentByGenerator),
  };
}
