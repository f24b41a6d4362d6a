/** What a SUBACK says to each subscription of a group: a code for each filter, in their order (OASIS MQTT 3.9.3). */
import type { ISubackPacket } from 'mqtt-packet';
import { filtersOf } from './group.ts';
import type { GroupPlan } from './plan.ts';
import { answerText } from './reasons.ts';

export interface Grants {
  /** Why the client is not subscribed to all; null = it is. */
  readonly refused: string | null;
  /** Subscriptions with a lower QoS than asked for, before one that was refused. */
  readonly lowered: readonly string[];
}

export function grantsOf(plan: GroupPlan, { granted }: ISubackPacket): Grants {
  const lowered: string[] = [];
  for (const [at, { qos, filter }] of filtersOf(plan).entries()) {
    const answer = granted[at];
    const code = typeof answer === 'number' ? answer : 128;
    const of = plan.alsoSubscribe ? ` to ${filter}` : '';
    if (code >= 0x80)
      return { refused: `${answerText('SUBACK', code, plan.connect.protocolVersion)}${of}`, lowered };
    if (code < qos) lowered.push(`SUBACK grants QoS ${code} for ${qos}${of}`);
  }
  return { refused: null, lowered };
}
