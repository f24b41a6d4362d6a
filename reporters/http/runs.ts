/** What is asked of the plan and the result of an HTTP run. */

import { tasksDue } from '../../load/http/cadence.ts';
import type { SavedHttpPlan } from '../../load/http/plan.ts';
import type { MeasuredHttpRun } from '../../load/http/result.ts';
import type { LatencyFamily } from '../../metrics/metrics.ts';
import { plural } from '../../text/format.ts';
import type { Figures } from '../figures.ts';

/**
 * Of users who think between answer and request it is what they would ask for if every answer came at once, the most that a
 * closed model can offer; of steps of rate it is their mean. Null where nothing paces the load.
 */
export function offeredPerSecond(plan: SavedHttpPlan): number | null {
  const { pace, module, users, warmupMs, measureMs } = plan;
  if (pace.model === 'open') {
    if (!pace.arrivals) return pace.tasksPerSecond;
    return tasksDue({ pace, warmupMs }, 0, measureMs) / (measureMs / 1000);
  }
  const thinkMs = (pace.waitMs[0] + pace.waitMs[1]) / 2;
  return module !== null || thinkMs === 0 ? null : (users * 1000) / thinkMs;
}

/** Users, tasks a second. */
export const loadsOf = ({ users, pace }: SavedHttpPlan): readonly number[] => [
  users,
  pace.model === 'open' ? pace.tasksPerSecond : 0,
];

export const histogramsOf = ({ windows }: MeasuredHttpRun, family: LatencyFamily): readonly string[] =>
  Object.values(windows.measure?.tasks ?? {}).flatMap(
    ({ latencies }) => (latencies as Readonly<Partial<Record<LatencyFamily, string>>>)[family] ?? [],
  );

/** Users without a session come, too, and are counted as they do. */
export const loggedIn = ({ plan, login }: MeasuredHttpRun): boolean =>
  plan.login !== null && login.attempted > 0;

export const absentUsers = ({ plan, login }: MeasuredHttpRun): string | null =>
  login.failed > 0
    ? `${plural(login.failed, 'user')} could not ${plan.login === null ? 'connect' : 'log in'}`
    : null;

/** Milliseconds of one core for each page served. */
export function cpuMsPerPage(figures: Figures | null): number | null {
  const [cpu, rate] = [figures?.('target.cpu') ?? null, figures?.('http.rate') ?? null];
  return cpu === null || !rate ? null : (cpu * 10) / rate;
}
