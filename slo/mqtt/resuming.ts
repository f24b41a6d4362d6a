/** How often the clients of a scope took up the TLS session that they had (RFC 8446, 2.2). */
import { comesBack, offersTlsSessions } from '../../load/mqtt/group.ts';
import { sumOf } from '../../statistics/sum.ts';
import { plural } from '../../text/format.ts';
import type { Figure } from '../measured.ts';
import { whyNoReturn } from './returning.ts';
import type { Scope } from './scope.ts';

type Parts = Pick<Scope, 'parts'>;

/** Those groups of the scope that offer sessions: the others say nothing of them. */
const offering = ({ parts }: Parts): Parts => ({
  parts: parts.filter(({ plan }) => offersTlsSessions(plan)),
});

export function resumedShare(scope: Parts): Figure {
  const of = (name: 'offered' | 'resumed'): number =>
    sumOf(scope.parts, ({ result }) => result.returns?.tls?.[name] ?? 0);
  const offered = of('offered');
  return offered > 0
    ? { value: (100 * of('resumed')) / offered, n: offered }
    : { missing: whyNoneOffered(scope) };
}

/** The plan has no client that would offer a session; null = it has. */
export function whyNoOffer(scope: Parts): string | null {
  if (offering(scope).parts.length > 0) return null;
  const secured = scope.parts.filter(({ plan }) => plan.connect.tls);
  if (secured.length === 0) return 'no client connects by TLS';
  if (!secured.some(({ plan }) => comesBack(plan)))
    return 'no client that connects by TLS comes back (reconnect or cycle)';
  return 'no client that comes back offers its TLS session (tls: { resume: true })';
}

/** Clients came back and had no session to offer; null = they had, or none came. */
export function noSessionGiven(scope: Parts): string | null {
  const attempts = sumOf(offering(scope).parts, ({ result }) => result.returns?.attempts ?? 0);
  const offered = sumOf(scope.parts, ({ result }) => result.returns?.tls?.offered ?? 0);
  return attempts > 0 && offered === 0
    ? `the target gave no TLS session that a client could offer in ${plural(attempts, 'attempt')} to come back`
    : null;
}

const whyNoneOffered = (scope: Parts): string =>
  whyNoOffer(scope) ?? noSessionGiven(scope) ?? whyNoReturn(offering(scope));
