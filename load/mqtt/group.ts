/** What follows from the plan of a group. Agents read it, who do without the schemas of plans. */
import type { Sharing } from '../schedule.ts';
import type { GroupPlan, PublishPlan, SubscriptionPlan, WillPlan } from './plan.ts';

/** Each client has its own, or they share fewer. */
export const connectionsOf = ({ clients, connections = clients }: GroupPlan): number => connections;

/** How many clients there are to so many connections. */
export const sharingOf = (group: GroupPlan): Sharing => ({
  clients: group.clients,
  connections: connectionsOf(group),
});

/** All of each client. */
export const subscriptionsOf = ({
  subscribe,
  alsoSubscribe = [],
}: Pick<GroupPlan, 'subscribe' | 'alsoSubscribe'>): readonly SubscriptionPlan[] =>
  subscribe ? [subscribe, ...alsoSubscribe] : [];

/** What each connection subscribes to: for itself, for those whose requests it answers, or for replies. */
export const filtersOf = (
  group: Pick<GroupPlan, 'subscribe' | 'alsoSubscribe' | 'respond' | 'request'>,
): readonly SubscriptionPlan[] => {
  const { respond, request } = group;
  return [
    ...subscriptionsOf(group),
    ...(respond ? [{ filter: respond.filter, qos: respond.qos }] : []),
    ...(request ? [{ filter: request.reply, qos: request.qos }] : []),
  ];
};

/** What each client sends; requests are messages, too. */
export const publicationsOf = ({
  publish,
  alsoPublish = [],
  request,
}: Pick<GroupPlan, 'publish' | 'alsoPublish' | 'request'>): readonly PublishPlan[] =>
  publish ? [publish, ...alsoPublish] : request ? [request] : [];

/** How long the messages of a plan wait for a subscriber, those that expire first; Infinity: none expires. */
export const shortestExpiryUs = (groups: readonly GroupPlan[]): number =>
  Math.min(...groups.flatMap(publicationsOf).map(({ expiryS = Number.POSITIVE_INFINITY }) => expiryS * 1e6));

/** How many topic aliases a client of a group uses in what it publishes. */
export const topicAliasesOf = (group: GroupPlan): number =>
  Math.max(0, ...publicationsOf(group).map(({ topicAlias }) => topicAlias ?? 0));

/** Whether clients of a group wait for acknowledgements, or replies, before they send. */
export const isClosedLoop = (group: Pick<GroupPlan, 'publish' | 'request'>): boolean =>
  publicationsOf(group)[0]?.pace.model === 'closed';

/** The numbers by which payloads tell what a client of a group published, one a publication. */
export const senderNumbers = (group: GroupPlan, client: number): readonly number[] =>
  publicationsOf(group).map(({ firstSender = group.firstClient }) => firstSender + client);

/** How many numbers there are in what payloads carry. */
export const sendersIn = (groups: readonly GroupPlan[]): number =>
  groups.reduce((sum, { clients, alsoPublish = [] }) => sum + clients * (1 + alsoPublish.length), 0);

/** Its clients connect again: after a loss, or after they left by plan. */
export const comesBack = ({ connect, cycle }: Pick<GroupPlan, 'connect' | 'cycle'>): boolean =>
  connect.reconnect !== undefined || cycle !== undefined;

/** When they do, they offer the TLS session that they had. */
export const offersTlsSessions = (group: Pick<GroupPlan, 'connect' | 'cycle'>): boolean =>
  group.connect.tls?.resume === true && comesBack(group);

/** Of all that the clients of some groups send: messages and wills. */
export const payloadsOf = (groups: readonly GroupPlan[]): readonly (PublishPlan | WillPlan)[] =>
  groups.flatMap((group) => [...publicationsOf(group), ...(group.connect.will ? [group.connect.will] : [])]);

/** How many retained messages a client with these is to get; 0 = it is not known. */
export const retainedOf = (subscriptions: readonly SubscriptionPlan[]): number =>
  subscriptions.reduce((sum, { retained }) => sum + (retained ?? 0), 0);
