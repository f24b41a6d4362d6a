/** How the clients of a scope came in. */
import { sumOfCauses } from '../../load/cause-counts.ts';
import { failedLocally as locally } from '../../load/socket/causes.ts';
import { largest } from '../../statistics/extremes.ts';
import { sumOf } from '../../statistics/sum.ts';
import { localFaults } from '../local-faults.ts';
import type { Figure } from '../measured.ts';
import type { Scope } from './scope.ts';

interface Connecting {
  readonly attempted: number;
  readonly succeeded: number;
  readonly failed: number;
  /** From the first attempt of any group to the last CONNACK; planned returns add the time that theirs took. */
  readonly elapsedMs: number;
}

type Parts = Pick<Scope, 'parts'>;

/** The groups that connect before the start: later ones would stretch the time; they have a rate of their own. */
export function atFirst({ group, parts }: Scope): Parts {
  const initial = parts.filter(({ plan }) => plan.startAfterMs === null);
  return { parts: group === null && initial.length > 0 ? initial : parts };
}

/** Of all groups of the scope, planned returns included. */
export function connecting({ parts }: Parts): Connecting {
  const connects = parts.map(({ result }) => result.connect);
  const returns = connects.flatMap(({ again }) => again ?? []);
  const attempted = sumOf([...connects, ...returns], (one) => one.attempted);
  const failed = sumOf([...connects, ...returns], (one) => one.failed);
  const from = Math.min(...connects.flatMap(({ firstAttemptMs }) => firstAttemptMs ?? []));
  const to = Math.max(...connects.flatMap(({ lastConnackMs }) => lastConnackMs ?? []));
  return {
    attempted,
    succeeded: attempted - failed,
    failed,
    elapsedMs:
      Math.max(0, Number.isFinite(to - from) ? to - from : 0) +
      largest(
        returns.map(({ tookMs }) => tookMs),
        0,
      ),
  };
}

/** Clients that failed by what lies in the generator's own machine. */
export const failedLocally = (scope: Parts): number => locally(causesOf(scope));

export const causesOf = ({ parts }: Parts): Record<string, number> =>
  sumOfCauses(
    parts.flatMap(({ result: { connect } }) => [
      connect.failedBy,
      ...(connect.again ? [connect.again.failedBy] : []),
    ]),
  );

/** Null where none did. */
export const localFaultText = ({ parts }: Parts): string | null =>
  localFaults(causesOf({ parts }), 'clients');

/** Clients the target did not let in; those that failed on the generator's own machine are left out. */
export const refused = (scope: Parts): number => connecting(scope).failed - failedLocally(scope);

/** When clients connected and subscribed: a group that joins late does so within the measure phase. */
export function setUpOf(scope: Parts): { fromMs: number; toMs: number; tookMs: number } {
  const late = scope.parts.some(({ plan }) => plan.startAfterMs !== null || plan.cycle);
  return {
    fromMs: Number.NEGATIVE_INFINITY,
    toMs: late ? Number.POSITIVE_INFINITY : 0,
    tookMs: connecting(scope).elapsedMs,
  };
}

export function connectRate(scope: Scope): Figure {
  const { attempted, succeeded, elapsedMs } = connecting(atFirst(scope));
  if (attempted === 0) return { missing: 'no client tried to connect' };
  if (succeeded === 0) return { value: 0, n: attempted };
  return elapsedMs > 0
    ? { value: (1000 * succeeded) / elapsedMs, n: succeeded }
    : { missing: 'connecting took no measurable time' };
}
