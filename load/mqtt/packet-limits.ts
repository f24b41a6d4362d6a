/** How large the packets of a plan may be: those it takes, and those it sends. */
import { lengthBytes } from './fields/length.ts';
import { connectionsOf, payloadsOf, publicationsOf } from './group.ts';
import { headingOf } from './heading.ts';
import { publishTemplate } from './packets.ts';
import type { GroupPlan, Plan, PublishPlan } from './plan.ts';
import { TopicWriter } from './topic-writer.ts';

/** Taken by every client: a larger packet is kept in memory for each connection until its end has come. */
const LEAST_MAXIMUM_BYTES = 1024 * 1024;
/** Of what a publication says of its messages (MQTT 5 3.3.2.3), names and values of user properties included. */
export const MOST_PROPERTIES_BYTES = 64 * 1024;
/** A topic, properties, and what else of a PUBLISH is no payload. */
const BESIDE_PAYLOAD_BYTES = 70 * 1024 + MOST_PROPERTIES_BYTES;

/** The largest packet that a client of the plan takes: whatever its groups publish, and 1 MiB of others. */
export function maximumPacketBytes({ groups }: Pick<Plan, 'groups'>): number {
  const payloads = payloadsOf(groups).map(({ payloadBytes }) => payloadBytes);
  return Math.max(LEAST_MAXIMUM_BYTES, Math.max(0, ...payloads) + BESIDE_PAYLOAD_BYTES);
}

/** What the clients of an agent may have got in part at once, of what the plan itself publishes. */
export function packetsUnderWayBytes({ groups }: Pick<Plan, 'groups'>, agents: number): number {
  const payloads = payloadsOf(groups).map(({ payloadBytes }) => payloadBytes);
  const connections = groups.reduce((sum, group) => sum + connectionsOf(group), 0);
  return Math.ceil(connections / agents) * Math.max(0, ...payloads);
}

/** The largest PUBLISH that a client of the group sends (OASIS MQTT 3.3); 0 = it sends none. */
export const largestPublishBytes = (group: GroupPlan, runName: string): number =>
  Math.max(0, ...publicationsOf(group).map((publish) => publishBytes(group, publish, runName)));

/** There are fewer than a thousand. */
const LONGEST_DESTINATION = 999;

function publishBytes(group: GroupPlan, publish: PublishPlan, runName: string): number {
  const { name, clients, connect, connections } = group;
  const { payload: _, payloadBytes, ...rest } = publish;
  let most = 0;
  // Of those who share connections the topic alone differs.
  const shared = connections !== undefined;
  const topic = new TopicWriter(publish.topic, group, { name: runName });
  for (let client = 0; client < (shared ? 1 : clients); client++) {
    const own = headingOf(publish, { client, group: name, run: runName, destination: LONGEST_DESTINATION });
    const heading = shared ? { ...own, topic: 'x'.repeat(topic.mostBytes) } : own;
    const { packet, bodyAt } = publishTemplate(
      { ...rest, payloadBytes: 0 },
      connect.protocolVersion,
      heading,
      0,
      client,
    );
    most = Math.max(most, packet.length - bodyAt);
  }
  const body = most + payloadBytes;
  return 1 + lengthBytes(body) + body;
}
