/** What a broker says in its CONNACK that it takes (OASIS MQTT 5 3.2.2.3), against what a plan sends. Pure. */
import type { IConnackPacket } from 'mqtt-packet';
import { sumOf } from '../../statistics/sum.ts';
import { count } from '../../text/quantity.ts';
import { filtersOf, publicationsOf, topicAliasesOf } from './group.ts';
import { largestPublishBytes } from './packet-limits.ts';
import type { GroupPlan } from './plan.ts';
import { readSubscription } from './topic-index.ts';

type Limits = NonNullable<IConnackPacket['properties']>;

/** Why a group cannot do what the plan wants at this broker, for the user; null = it can. */
export function beyondLimits(group: GroupPlan, limits: Limits, runName: string): string | null {
  const { name } = group;
  const publications = publicationsOf(group);
  const { maximumPacketSize, maximumQoS, retainAvailable, receiveMaximum, sessionExpiryInterval } = limits;
  const told = (broker: string, plan: string, next: string): string =>
    `the broker ${broker}, the plan ${plan} (group ${name}); ${next}`;
  if (maximumPacketSize !== undefined) {
    const bytes = largestPublishBytes(group, runName);
    if (bytes > maximumPacketSize)
      return told(
        `takes packets of ${count(maximumPacketSize)} bytes`,
        `sends ${count(bytes)}`,
        'use a smaller payload, or raise the maximum packet size of the broker',
      );
  }
  const qos = Math.max(0, ...publications.map((publish) => publish.qos));
  if (maximumQoS !== undefined && qos > maximumQoS)
    return told(
      `takes QoS ${maximumQoS} at most`,
      `publishes with QoS ${qos}`,
      `publish with QoS ${maximumQoS}, or raise the maximum QoS of the broker`,
    );
  const { will } = group.connect;
  if (will && maximumQoS !== undefined && will.qos > maximumQoS)
    return told(
      `takes QoS ${maximumQoS} at most`,
      `has wills with QoS ${will.qos}`,
      `use wills with QoS ${maximumQoS}, or raise the maximum QoS of the broker`,
    );
  if ((publications.some(({ retain }) => retain) || will?.retain) && isFalse(retainAvailable))
    return told(
      'does not keep retained messages',
      'publishes some',
      'leave out retain, or allow retained messages in the broker',
    );
  const inflight = sumOf(publications, ({ pace }) => (pace.model === 'closed' ? pace.inflight : 0));
  if (receiveMaximum !== undefined && inflight > receiveMaximum)
    return told(
      `takes ${count(receiveMaximum)} unacknowledged messages of a client (Receive Maximum)`,
      `keeps ${count(inflight)} in flight`,
      'use a smaller inflight, or raise the limit of the broker',
    );
  const [aliases, topicAliasMaximum] = [topicAliasesOf(group), aliasesTaken(limits)];
  if (aliases > topicAliasMaximum)
    return told(
      `takes ${count(topicAliasMaximum)} topic aliases of a client (Topic Alias Maximum)`,
      `uses ${count(aliases)}`,
      'leave out topicAlias in some publications, or raise the limit of the broker',
    );
  const { sessionExpiryS } = group.connect;
  if (sessionExpiryInterval !== undefined && sessionExpiryInterval < sessionExpiryS)
    return told(
      `keeps sessions for ${count(sessionExpiryInterval)} s`,
      `asks for ${count(sessionExpiryS)} s`,
      'use a shorter sessionExpiry, or raise the limit of the broker',
    );
  for (const subscription of filtersOf(group)) {
    const { share, filter } = readSubscription(subscription.filter);
    const subscribes = `subscribes to ${subscription.filter}`;
    if (share !== null && isFalse(limits.sharedSubscriptionAvailable))
      return told('has no shared subscriptions', subscribes, 'use a filter without $share');
    if (/[+#]/.test(filter) && isFalse(limits.wildcardSubscriptionAvailable))
      return told('takes no wildcards in filters', subscribes, 'use a filter without + and #');
  }
  return null;
}

/** Why a client of a group cannot do here what it is to do, where the broker takes less than it said before the load. */
export function refusesWork(group: GroupPlan, limits: Limits): string | null {
  const { maximumQoS } = limits;
  if (maximumQoS !== undefined && publicationsOf(group).some(({ qos }) => qos > maximumQoS))
    return `broker allows QoS ${maximumQoS} only`;
  const taken = aliasesTaken(limits);
  return topicAliasesOf(group) > taken ? `broker takes ${taken} topic aliases only` : null;
}

/** None where it says nothing of them (OASIS MQTT 5 3.2.2.3.8). */
const aliasesTaken = ({ topicAliasMaximum = 0 }: Limits): number => topicAliasMaximum;

/** A property of one byte, 0 or 1. */
const isFalse = (value: boolean | number | undefined): boolean => value === false || value === 0;
