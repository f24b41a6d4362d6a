/** Requests and replies: what became of what was due, and whose doing a breach is. */
import type { RequestsResult } from '../../load/mqtt/request/result.ts';
import { sumOf } from '../../statistics/sum.ts';
import { disturbed, fail } from '../attribution.ts';
import type { FigureRule } from '../figure-rule.ts';
import type { Figure } from '../measured.ts';
import { notOffered } from './load-kept.ts';
import type { Scope } from './scope.ts';

type State = Exclude<keyof RequestsResult, 'responders'>;

/** What was due in the groups of the scope that ask; 0 = none was. */
export const requestsDue = ({ parts }: Scope): number =>
  sumOf(parts, ({ plan, result }) => (plan.request ? result.counts.offered : 0));

const asks = ({ parts }: Scope): boolean => parts.some(({ plan }) => plan.request);

export const inState = ({ parts }: Scope, state: State): number =>
  sumOf(parts, ({ result }) => result.requests?.[state] ?? 0);

/** Requests that have neither a reply nor a time-out among the latencies, by the target's doing. */
export const unansweredRequests = (scope: Scope): number =>
  inState(scope, 'refused') +
  inState(scope, 'open') +
  sumOf(scope.parts, ({ plan, result }) => (plan.request ? result.counts.unsentByTarget : 0));

export const NOBODY_ASKS = 'no group asks (`request`)';

/** Without what the generator left unsent nobody can say what would have become of it. */
const blame: NonNullable<FigureRule<Scope>['blame']> = (scope) => {
  const light = notOffered(scope);
  return light === null ? fail() : disturbed(light);
};

const rule = (of: (scope: Scope) => number): FigureRule<Scope> => ({
  value: (scope) => figure(scope, of),
  blame,
});

function figure(scope: Scope, of: (scope: Scope) => number): Figure {
  if (!asks(scope)) return { missing: NOBODY_ASKS };
  const due = requestsDue(scope);
  return due > 0 ? { value: of(scope), n: due } : { missing: 'no request was due in the window' };
}

const counted = (state: State): FigureRule<Scope> => rule((scope) => inState(scope, state));

export const REQUEST_RULES = {
  'request.offered': rule((scope) => requestsDue(scope) / scope.seconds),
  'request.rate': rule(
    (scope) =>
      sumOf(scope.parts, ({ plan, result }) => (plan.request ? result.counts.sent : 0)) / scope.seconds,
  ),
  'reply.rate': rule((scope) => inState(scope, 'matched') / scope.seconds),
  'reply.matched': rule((scope) => (100 * inState(scope, 'matched')) / requestsDue(scope)),
  'reply.late': counted('late'),
  'reply.timedout': counted('timedOut'),
  'reply.duplicated': counted('duplicated'),
  'reply.unknown': counted('unknown'),
  'reply.foreign': counted('foreign'),
};
