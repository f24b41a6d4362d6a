/** Requests and replies: what became of what was due, and whose doing a breach is. */
import { sumOf } from '../../statistics/sum.ts';
import { disturbed, fail } from '../attribution.ts';
import { holds } from '../bound.ts';
import { excused, touchedShare } from '../excuses.ts';
import type { FigureRule } from '../figure-rule.ts';
import { STALL_REACH } from '../limits.ts';
import type { Figure } from '../measured.ts';
import type { Pauses } from '../stalls.ts';
import { evidenceOf } from './evidence.ts';
import { notOffered } from './load-kept.ts';
import { asks, inState, NOBODY_ASKS, requestsDue, type State } from './request-states.ts';
import type { Scope } from './scope.ts';

/** Of a figure, had so many requests without a reply in time had theirs. */
type Relieved = (scope: Scope, inTime: number) => number;

/**
 * Without what the generator left unsent nobody can say what would have become of it. Those who ask, and the workers of a group
 * that answers, are the generator's: what came late because they stood still says nothing of the target.
 */
const blameOf =
  (relieved: Relieved | null): NonNullable<FigureRule<Scope>['blame']> =>
  (scope, { operator, limit }) => {
    const light = notOffered(scope);
    if (light !== null) return disturbed(light);
    if (relieved === null) return fail();
    const { fromMs, toMs } = scope.window;
    const stretch = { fromMs, toMs: toMs + timeoutMs(scope) };
    const explains = (pauses: Pauses): boolean =>
      holds(operator, relieved(scope, keptFromReplies(scope, pauses)), limit);
    return excused(evidenceOf(scope), stretch, explains) ?? fail();
  };

const timeoutMs = ({ parts }: Scope): number =>
  Math.min(...parts.flatMap(({ plan }) => plan.request?.timeoutMs ?? []));

/** How many requests a pause can have kept from a reply in time; it is felt until its backlog is worked off. */
function keptFromReplies(scope: Scope, pauses: Pauses): number {
  if (STALL_REACH * pauses.longestMs < timeoutMs(scope)) return 0;
  const { fromMs, toMs } = scope.window;
  return Math.min(1, touchedShare(pauses, toMs - fromMs)) * requestsDue(scope);
}

const rule = (of: (scope: Scope) => number, relieved: Relieved | null = null): FigureRule<Scope> => ({
  value: (scope) => figure(scope, of),
  blame: blameOf(relieved),
});

function figure(scope: Scope, of: (scope: Scope) => number): Figure {
  if (!asks(scope)) return { missing: NOBODY_ASKS };
  const due = requestsDue(scope);
  return due > 0 ? { value: of(scope), n: due } : { missing: 'no request was due in the window' };
}

const counted = (state: State): FigureRule<Scope> => rule((scope) => inState(scope, state));
const tardy = (state: 'late' | 'timedOut'): FigureRule<Scope> =>
  rule(
    (scope) => inState(scope, state),
    (scope, inTime) => Math.max(0, inState(scope, state) - inTime),
  );

/** In time, and those late or timed out that would have been. */
const matchedWith: Relieved = (scope, inTime) =>
  inState(scope, 'matched') + Math.min(inTime, inState(scope, 'late') + inState(scope, 'timedOut'));

export const REQUEST_RULES = {
  'request.offered': rule((scope) => requestsDue(scope) / scope.seconds),
  'request.rate': rule(
    (scope) =>
      sumOf(scope.parts, ({ plan, result }) => (plan.request ? result.counts.sent : 0)) / scope.seconds,
  ),
  'reply.rate': rule(
    (scope) => inState(scope, 'matched') / scope.seconds,
    (scope, inTime) => matchedWith(scope, inTime) / scope.seconds,
  ),
  'reply.matched': rule(
    (scope) => (100 * inState(scope, 'matched')) / requestsDue(scope),
    (scope, inTime) => (100 * matchedWith(scope, inTime)) / requestsDue(scope),
  ),
  'reply.late': tardy('late'),
  'reply.timedout': tardy('timedOut'),
  'reply.duplicated': counted('duplicated'),
  'reply.unknown': counted('unknown'),
  'reply.foreign': counted('foreign'),
};
