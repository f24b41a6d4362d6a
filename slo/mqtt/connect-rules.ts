/** Whose doing is it that clients did not come in, or only slowly? */

import { causesInWords } from '../../load/cause-counts.ts';
import { connectionsOf } from '../../load/mqtt/group.ts';
import { failedByTarget } from '../../load/socket/causes.ts';
import { count } from '../../text/quantity.ts';
import { type Attribution, disturbed, fail, invalid } from '../attribution.ts';
import { holds } from '../bound.ts';
import { excused } from '../excuses.ts';
import type { FigureBreach } from '../figure-rule.ts';
import {
  atFirst,
  causesOf,
  connecting,
  failedLocally,
  localFaultText,
  refused,
  setUpOf,
} from './connecting.ts';
import { evidenceOf } from './evidence.ts';
import type { Scope } from './scope.ts';

export function slowConnecting(scope: Scope, { operator, limit }: FigureBreach): Attribution {
  if (operator.startsWith('<')) return fail();
  // Groups connect one after another, each at its own ramp.
  const clients = scope.parts.reduce((sum, { plan }) => sum + connectionsOf(plan), 0);
  const rampSeconds = scope.parts.reduce(
    (sum, { plan }) => sum + (plan.rampPerSecond === null ? 0 : connectionsOf(plan) / plan.rampPerSecond),
    0,
  );
  const ramped = scope.parts.every(({ plan }) => plan.rampPerSecond !== null);
  const ramp = ramped ? clients / rampSeconds : null;
  if (ramp !== null && !holds(operator, ramp, limit)) {
    return invalid(`the plan connects ${count(ramp)} clients a second; raise the ramp or lower the bound`);
  }
  const first = atFirst(scope);
  const local = failedLocally(first);
  const own = localFaultText(first);
  const { succeeded, elapsedMs } = connecting(first);
  const rate = (clients: number, pausedMs: number): number =>
    (1000 * clients) / Math.max(1, elapsedMs - pausedMs);
  if (own !== null && holds(operator, rate(succeeded + local, 0), limit)) return invalid(own);
  const stretch = { ...setUpOf(first), setup: true };
  const excuse = excused(
    evidenceOf(scope),
    stretch,
    ({ totalMs }) => succeeded > 0 && holds(operator, rate(succeeded + local, totalMs), limit),
  );
  return excuse ?? byGenerator(first, scope.observation) ?? fail();
}

const LATE = 'not connected by the end of the run';

/** Where clients connect within the measure phase, it was observed who held them back. */
function byGenerator({ parts }: Pick<Scope, 'parts'>, observation: Scope['observation']): Attribution | null {
  const within = parts.some(({ plan }) => plan.cycle || plan.startAfterMs !== null);
  const { where, evidence = [] } = observation?.bottleneck ?? {};
  return within && (where === 'generator' || where === 'machine')
    ? disturbed(`the ${where} was the bottleneck: ${evidence[0]}`)
    : null;
}

/** A bound that is kept without the failures of our own is not broken by the target. */
export function failedConnecting(scope: Scope, { operator, limit }: FigureBreach): Attribution {
  const own = localFaultText(scope);
  if (own !== null && holds(operator, refused(scope), limit)) return invalid(own);
  const causes = failedByTarget(causesOf(scope));
  // Who still waits for the generator at the end of the load was refused by nobody.
  const late = causes[LATE] ?? 0;
  const blameless = late > 0 && holds(operator, refused(scope) - late, limit);
  return (blameless ? byGenerator(scope, scope.observation) : null) ?? fail(causesInWords(causes));
}
