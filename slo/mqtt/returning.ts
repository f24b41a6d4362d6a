/** How the clients of a scope that went away came back. */
import { comesBack } from '../../load/mqtt/group.ts';
import type { GroupResult } from '../../load/mqtt/result.ts';
import { largest } from '../../statistics/extremes.ts';
import { sumOf } from '../../statistics/sum.ts';
import { count, plural } from '../../text/format.ts';
import type { Figure } from '../measured.ts';
import type { Scope } from './scope.ts';

type Parts = Pick<Scope, 'parts'>;
type Counted = Exclude<keyof NonNullable<GroupResult['returns']>, 'failedBy' | 'away' | 'tls'>;

const total = ({ parts }: Parts, name: Counted): number =>
  sumOf(parts, ({ result }) => result.returns?.[name] ?? 0);

/** Returns that were due: of connections that were lost, and of clients that left by plan. */
export const returnsDue = (scope: Parts): number => total(scope, 'lost') + total(scope, 'left');

/** Clients that were to come back and did not. */
export const notBack = (scope: Parts): number => returnsDue(scope) - total(scope, 'returned');

/** Returns that asked for their session. */
const resumptions = (scope: Parts): number => total(scope, 'kept') + total(scope, 'notKept');

/** Sessions that were asked for and not kept. */
export const notKept = (scope: Parts): number => total(scope, 'notKept');

export function reconnectTime(scope: Parts): Figure {
  const missing = notBack(scope);
  if (missing > 0) return { missing: `${plural(missing, 'client')} did not come back` };
  const away = scope.parts.flatMap(({ result }) => result.returns?.away ?? []);
  return away.length > 0
    ? {
        value: largest(
          away.map(({ fromMs, toMs }) => toMs - fromMs),
          0,
        ),
        n: returnsDue(scope),
      }
    : { missing: whyNoReturn(scope) };
}

export function reconnectFailed(scope: Parts): Figure {
  const due = returnsDue(scope);
  return due > 0 ? { value: notBack(scope), n: due } : { missing: whyNoReturn(scope) };
}

export function resumeFailed(scope: Parts): Figure {
  const asked = resumptions(scope);
  return asked > 0 ? { value: notKept(scope), n: asked } : { missing: whyNoResumption(scope) };
}

export const someComeBack = ({ parts }: Parts): boolean => parts.some(({ plan }) => comesBack(plan));

/** Some client that comes back asks for its session. */
export const resumes = ({ parts }: Parts): boolean =>
  parts.some(({ plan }) => plan.takesUp || (comesBack(plan) && !plan.connect.cleanStart));

export const whyNoReturn = (scope: Parts): string => {
  if (!someComeBack(scope)) return 'no group has reconnect or cycle';
  const missing = notBack(scope);
  return missing > 0 ? `${plural(missing, 'client')} did not come back` : 'no client was away';
};

export function whyNoResumption(scope: Parts): string {
  if (!resumes(scope))
    return 'no client takes up a session (reconnect, cycle or the ids of a group that left, with cleanStart: false)';
  const gone = notKept(scope);
  return gone > 0 ? `none of ${count(gone)} sessions was kept though asked for` : whyNoReturn(scope);
}
