/** Publishers and askers of a closed loop that the target leaves waiting for the whole of a window. */
import { isClosedLoop, publicationsOf } from '../../load/mqtt/group.ts';
import { sumOf } from '../../statistics/sum.ts';
import { hungLoop } from '../hung-loop.ts';
import type { Scope } from './scope.ts';

/** Null: they were answered, something was sent, or there is no closed loop. */
export function hung(scope: Scope): string | null {
  const own = scope.parts.filter(({ plan }) => isClosedLoop(plan));
  const parts = own.length > 0 ? own : scope.load.parts.filter(({ plan }) => isClosedLoop(plan));
  if (parts.length === 0 || parts.some(({ result }) => result.counts.sent > 0)) return null;
  const { series, generator } = scope.run;
  const of = parts.flatMap(({ plan }) => series.groups[plan.name] ?? []);
  return hungLoop(
    { window: scope.window, agents: generator.perAgent },
    {
      firstSecond: series.firstSecond,
      asked: of.map(({ sent }) => sent),
      ended: of.flatMap(({ acknowledged, requests }) =>
        requests ? [requests.matched, requests.timedOut] : [acknowledged],
      ),
      most: sumOf(parts, ({ plan }) =>
        sumOf(publicationsOf(plan), ({ pace }) =>
          pace.model === 'closed' ? plan.clients * pace.inflight : 0,
        ),
      ),
      what: parts.every(({ plan }) => plan.request) ? 'requests' : 'messages',
    },
  );
}
