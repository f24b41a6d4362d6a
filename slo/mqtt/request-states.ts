/** What became of the requests that were due, over the groups of a scope. */
import type { RequestsResult } from '../../load/mqtt/request/result.ts';
import { sumOf } from '../../statistics/sum.ts';
import type { Scope } from './scope.ts';

export type State = Exclude<keyof RequestsResult, 'responders' | 'shards'>;

/** What was due in the groups of the scope that ask; 0 = none was. */
export const requestsDue = ({ parts }: Scope): number =>
  sumOf(parts, ({ plan, result }) => (plan.request ? result.counts.offered : 0));

export const asks = ({ parts }: Scope): boolean => parts.some(({ plan }) => plan.request);

export const inState = ({ parts }: Scope, state: State): number =>
  sumOf(parts, ({ result }) => result.requests?.[state] ?? 0);

/** Requests that have neither a reply nor a time-out among the latencies, by the target's doing. */
export const unansweredRequests = (scope: Scope): number =>
  inState(scope, 'refused') +
  inState(scope, 'open') +
  sumOf(scope.parts, ({ plan, result }) => (plan.request ? result.counts.unsentByTarget : 0));

export const NOBODY_ASKS = 'no group asks (`request`)';
