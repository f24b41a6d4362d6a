/** What a user writes for `load.mqtt`, and how it becomes a plan. */
import { z } from 'zod';
import { redactUrl } from '../../text/redact-url.ts';
import type { Written } from '../plain-data.ts';
import type { TargetAddress } from '../plan.ts';
import {
  checked,
  names,
  PlanError,
  type PlanOverrides,
  phasesInput,
  rate,
  readPhases,
} from '../plan-input.ts';
import { isSecuredUrl } from '../socket/target-url.ts';
import { type TlsInput, type TlsValues, tlsInput } from '../socket/tls-input.ts';
import { takenUp } from './client-ids.ts';
import { isClosedLoop, publicationsOf } from './group.ts';
import { groupInput, readGroup } from './group-input.ts';
import type { GroupPlan, Plan } from './plan.ts';
import { checkRequests } from './request-input.ts';
import { credentialsOf } from './url-credentials.ts';
import { checkWills } from './will-input.ts';

/** Where the load goes, and what has to be trusted there. */
export interface MqttTarget extends TargetAddress {
  readonly tls?: TlsInput | null;
}

const input = z.strictObject({
  groups: z.record(names, groupInput),
  /** Connection attempts a second over all groups; absent: as fast as they are accepted. */
  ramp: rate.optional(),
  ...phasesInput,
});

export type MqttPlanInput = Written<typeof input>;
export type MqttGroupInput = Written<typeof groupInput>;

/**
 * Checks what the user wrote and gives every quantity its unit. Several targets: the clients of each group go round them.
 * @throws PlanError
 */
export function readPlan(
  written: MqttPlanInput,
  targets: MqttTarget | readonly MqttTarget[],
  overrides: PlanOverrides = {},
): Plan {
  const [target, ...alsoTargets] = destinations(Array.isArray(targets) ? targets : [targets]);
  const values = checked(input, written);
  const phases = readPhases(values, overrides);
  if (Object.keys(values.groups).length === 0)
    throw new PlanError('groups: at least one group of clients is required; got none.');
  const credentials = credentialsOf(target.url);
  let firstClient = 0;
  const groups = Object.entries(values.groups).map(([name, group]): GroupPlan => {
    const { username, password } = group.connect;
    // Those of the URL serve every group that names none.
    const own = username !== undefined || password !== undefined;
    const tls = tlsOf(group.connect.tls, target);
    const connect = { ...(!own && credentials), ...group.connect, ...(tls && { tls }) };
    const plan = readGroup(
      name,
      { ...group, connect },
      {
        firstClient,
        ramp: values.ramp,
        measureMs: phases.measureMs,
      },
    );
    firstClient += group.clients;
    return plan;
  });
  checkOwed(groups);
  checkExpiry(groups);
  checkCounted(groups, phases.warmupMs);
  checkWills(groups, phases);
  checkRequests(groups, phases.drainMs);
  const taken = takenUp(groups, phases.drainMs);
  return {
    protocol: 'mqtt',
    target: placeOf(target),
    ...(alsoTargets.length > 0 && { alsoTargets: alsoTargets.map(placeOf) }),
    groups: withSenders(groups, firstClient).map((group) => {
      const takesUp = taken.get(group.name);
      return takesUp === undefined ? group : { ...group, takesUp };
    }),
    ...phases,
  };
}

const placeOf = ({ url, host, port }: MqttTarget): TargetAddress => ({ url, host, port });

/** A client speaks the same way whichever of them it goes to. */
function destinations(targets: readonly MqttTarget[]): readonly [MqttTarget, ...MqttTarget[]] {
  const [first, ...others] = targets;
  if (first === undefined) throw new PlanError('target: at least one broker is required; got none.');
  const way = ({ url }: MqttTarget): string => {
    const { protocol, username, password } = new URL(url);
    return JSON.stringify([protocol, username, password]);
  };
  const other = others.find((one) => way(one) !== way(first));
  if (other)
    throw new PlanError(
      `target: URLs with the same scheme, user name and password are required in a list; got ${redactUrl(first.url)} and ${redactUrl(other.url)}. Use a load for each, or give credentials in connect.`,
    );
  return [first, ...others];
}

/** Payloads carry a number for each publication of a client; the first ones have the client's own. */
function withSenders(groups: readonly GroupPlan[], clients: number): GroupPlan[] {
  let next = clients;
  return groups.map((group) => {
    if (!group.alsoPublish) return group;
    const alsoPublish = group.alsoPublish.map((publish) => {
      const firstSender = next;
      next += group.clients;
      return { ...publish, firstSender };
    });
    return { ...group, alsoPublish };
  });
}

/** What a subscriber is owed that comes late or leaves early follows from the schedule; a closed loop has none. */
function checkOwed(groups: readonly GroupPlan[]): void {
  // Nobody is owed requests but who answers them.
  const closed = groups.find((group) => !group.request && isClosedLoop(group));
  const passing = groups.find(
    ({ subscribe, startAfterMs, stopAfterMs, cycle, connect: { cleanStart, reconnect } }) =>
      subscribe && (startAfterMs !== null || stopAfterMs !== null || ((cycle || reconnect) && cleanStart)),
  );
  if (closed && passing) {
    throw new PlanError(
      `groups.${passing.name}: a subscribing group with startAfter or stopAfter, or that comes back to no session (cycle or reconnect with a clean start), needs publishers with every or rate; group ${closed.name} is a closed loop (inflight), so the messages it should get are not known.`,
    );
  }
}

/** What a subscriber that was away is owed of messages that expire follows from when they were due. */
function checkExpiry(groups: readonly GroupPlan[]): void {
  const expiring = groups.find(
    (group) => isClosedLoop(group) && publicationsOf(group).some(({ expiryS }) => expiryS !== undefined),
  );
  const returning = groups.find(
    ({ subscribe, cycle, connect }) => subscribe && (cycle || connect.reconnect) !== undefined,
  );
  if (expiring && returning)
    throw new PlanError(
      `groups.${returning.name}: a subscribing group that comes back (cycle or reconnect) needs publishers with every or rate where messages expire; group ${expiring.name} is a closed loop (inflight) with expiry, so the messages it should get are not known.`,
    );
}

/** Those of a warm-up would be missing in what is measured. */
function checkCounted(groups: readonly GroupPlan[], warmupMs: number): void {
  const counted = groups.find(({ publish }) => publish?.messages !== undefined);
  if (counted && warmupMs > 0)
    throw new PlanError(
      `groups.${counted.name}.publish.messages: a load without warmup is required, because the messages are counted from the start; got a warmup of ${warmupMs / 1000} s.`,
    );
}

/** A target's URL asks for TLS by its scheme; a target that we started brings what its clients need. */
function tlsOf(written: TlsValues | undefined, { url, tls }: MqttTarget): TlsValues | undefined {
  if (!written && !isSecuredUrl(url)) return undefined;
  return tlsInput.parse({ ...tls, ...written });
}
