/** What a user writes of how the clients of a group come back: after a loss, and after they left by plan. */
import { z } from 'zod';
import { milliseconds } from '../plan-input.ts';
import type { Fail, Members } from './members.ts';
import type { CyclePlan, GroupPlan, ReconnectPlan } from './plan.ts';

export const reconnectInput = z.strictObject({
  /** Back-off before the first attempt. Default '1s'. */
  after: milliseconds.default(1000),
  /** How many times longer each following back-off is. Default 2. */
  backoff: z.number().min(1, 'a factor of at least 1 is required').default(2),
  /** The longest back-off. Default '30s'. */
  atMost: milliseconds.default(30_000),
  /** Share of each back-off that is random, from 0 (none) to 1. Default 0.5: between half of it and all of it. */
  jitter: z.number().min(0).max(1, 'a share from 0 to 1 is required').default(0.5),
  /** The same seed gives the same waits. Default 1. */
  seed: z.number().int().min(0).default(1),
});

export const cycleInput = z.strictObject({
  /** How long the clients stay: from the start of the measure phase, or of the group, and after each return. */
  hold: milliseconds,
  /** How long they are away. */
  away: milliseconds,
  /** Default 1. */
  times: z.number().int().min(1, 'at least 1 is required').default(1),
  /** They leave one after the other, as far apart as the ramp connects them. Default: all at once. */
  inTurn: z.boolean().default(false),
});

/** @throws PlanError */
export function readReconnect(
  { after, backoff, atMost, jitter, seed }: z.output<typeof reconnectInput>,
  { fail }: Members,
): ReconnectPlan {
  if (after === 0) fail('connect.reconnect.after', "a time above 0 is required, like '1s'; got 0.");
  if (atMost < after)
    fail(
      'connect.reconnect.atMost',
      `a time of at least after (${after / 1000} s) is required; got ${atMost / 1000} s.`,
    );
  return { afterMs: after, factor: backoff, mostMs: atMost, jitter, seed };
}

interface CycleSurroundings extends Pick<Members, 'fail'> {
  readonly publishes: boolean;
  /** How long the group is there, and how long it takes to connect; null: as fast as it is accepted. */
  readonly stayMs: number;
  readonly rampMs: number | null;
}

/** @throws PlanError */
export function readCycle(
  { hold, away, times, inTurn }: z.output<typeof cycleInput>,
  { publishes, stayMs, rampMs, fail }: CycleSurroundings,
): CyclePlan {
  if (hold === 0 || away === 0) fail('cycle', "hold and away above 0 are required, like '5s'.");
  if (publishes)
    fail(
      'cycle',
      'a group that publishes nothing is required: what falls due while it is away cannot be sent.',
    );
  if (inTurn && rampMs === null)
    fail('cycle.inTurn', "a ramp is required, like ramp: '500/s': clients leave as far apart as it is.");
  if (inTurn && rampMs! > hold + away)
    fail(
      'cycle.inTurn',
      `hold and away that together last as long as the ramp are required: the last client leaves before the first one leaves again; the ramp takes ${rampMs! / 1000} s, hold and away ${(hold + away) / 1000} s.`,
    );
  const tookMs = (hold + away) * times + (inTurn ? rampMs! : 0);
  if (tookMs >= stayMs)
    fail(
      'cycle',
      `the group is there for ${stayMs / 1000} s: cycles that end before are required; ${times} of ${(hold + away) / 1000} s take ${tookMs / 1000} s.`,
    );
  return { holdMs: hold, awayMs: away, times, ...(inTurn && { inTurn }) };
}

/** A session that is asked for has to be one that a broker can keep. @throws PlanError */
export function checkSession(
  { clientId, protocolVersion, cleanStart, sessionExpiryS }: GroupPlan['connect'],
  fail: Fail,
): void {
  if (cleanStart) return;
  if (protocolVersion === 5 && sessionExpiryS === 0)
    fail(
      'connect.sessionExpiry',
      "a time above 0 is required for clients that come back to their session in MQTT 5, like '5m'; got 0.",
    );
  if (clientId === '')
    fail(
      'connect.clientId',
      'a client id is required for clients that come back to their session; got an empty one, which gives a client another id each time.',
    );
}
