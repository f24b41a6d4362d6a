/** What a user writes of the will of each client: the message that the broker publishes when a connection ends without DISCONNECT. */
import { z } from 'zod';
import { milliseconds, PlanError } from '../plan-input.ts';
import type { Members } from './members.ts';
import { payloadInput, readPayload } from './payload/input.ts';
import type { GroupPlan, WillPlan } from './plan.ts';
import { checkTopic, qosInput } from './publish-input.ts';
import { firstLeaveMs, willWithinMs } from './stay.ts';

export const willInput = z.strictObject({
  topic: z.string().min(1),
  /** Default '64B'. */
  payload: payloadInput,
  qos: qosInput,
  retain: z.boolean().default(false),
  /** MQTT 5: how long the broker waits before it publishes the will. Default '0s'. */
  delay: milliseconds.default(0),
  /** Of what is random in the payload. Default 1. */
  seed: z.number().int().min(0).default(1),
});

/** A length of two bytes comes before it in a CONNECT (OASIS MQTT 3.1.3.3). */
const LARGEST_BYTES = 65_535;

/** `sessionExpiryMs`: of the client. @throws PlanError */
export function readWill(
  { topic, payload: written, qos, retain, delay, seed }: z.output<typeof willInput>,
  sessionExpiryMs: number,
  members: Members,
): WillPlan {
  const { name: group, clients, protocol, fail } = members;
  checkTopic('connect.will.topic', topic, members);
  const payload = readPayload(written, { clients, group, seed }, (message) =>
    fail('connect.will.payload', message),
  );
  if (payload.payloadBytes > LARGEST_BYTES)
    fail(
      'connect.will.payload',
      `65,535 bytes at most are required (OASIS MQTT 3.1.3.3); got ${payload.payloadBytes}.`,
    );
  const delayS = delay / 1000;
  if (delay > 0 && protocol !== '5')
    fail('connect.will.delay', "protocol '5' is required for a will with a delay; got '3.1.1'.");
  if (!Number.isInteger(delayS) || delayS > 0xffffffff)
    fail('connect.will.delay', `whole seconds up to 2^32 - 1 are required; got ${delayS} s.`);
  if (delay > sessionExpiryMs)
    fail(
      'connect.will.delay',
      `a sessionExpiry of ${delayS} s or more is required, because the will is published when the session ends (OASIS MQTT 5 3.1.3.2.2); got ${sessionExpiryMs / 1000} s.`,
    );
  return { topic, ...payload, qos, retain, delayS };
}

/** Some will has to be due before the load ends. @throws PlanError */
export function checkWills(
  groups: readonly GroupPlan[],
  { measureMs, drainMs }: { readonly measureMs: number; readonly drainMs: number },
): void {
  for (const group of groups) {
    const { name, connect, leave } = group;
    const leaveMs = firstLeaveMs(group, drainMs);
    if (!connect.will || leave !== 'drop' || leaveMs === null) continue;
    const outMs = leaveMs + willWithinMs(group);
    if (outMs > measureMs + drainMs)
      throw new PlanError(
        `groups.${name}.connect.will.delay: a delay that ends before the load is required; the clients leave at ${leaveMs / 1000} s, their wills are out at ${outMs / 1000} s, and the load ends at ${(measureMs + drainMs) / 1000} s.`,
      );
  }
}
