/** How evenly shared subscriptions were served: the least even one of a scope, and whose doing that is. */
import type { ShareResult } from '../../load/mqtt/result.ts';
import { type Attribution, fail, invalid } from '../attribution.ts';
import type { Figure } from '../measured.ts';
import { localFaultText } from './connecting.ts';
import { noneCame, nothingOwed } from './missing.ts';
import { isShared, type Scope } from './scope.ts';

/** The least value of the shared subscriptions in scope. */
export function leastEven(scope: Scope, of: (share: ShareResult) => number): Figure {
  const shared = scope.parts.filter(isShared);
  if (shared.length === 0) return { missing: 'no group has a shared subscription ($share/NAME/…)' };
  const values = shared.flatMap(({ result }) => (result.share ? [of(result.share)] : []));
  const received = shared.reduce((sum, { result }) => sum + result.counts.received, 0);
  if (values.length > 0) return { value: Math.min(...values), n: received };
  const owed = shared.reduce((sum, { result }) => sum + result.counts.owed, 0);
  if (received > 0) return { missing: 'what each member got was not recorded' };
  return { missing: owed > 0 ? noneCame(owed) : nothingOwed(scope) };
}

/** A member that could not connect for want of our own files or ports got nothing, whatever the target did. */
export function failedMembers(scope: Scope): Attribution {
  const own = localFaultText({ parts: scope.parts.filter(isShared) });
  return own === null ? fail() : invalid(own);
}
