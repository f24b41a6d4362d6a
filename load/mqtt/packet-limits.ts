/** How large the packets of a plan may be: those it takes, and those it sends. */
import { fillTemplate } from '../template.ts';
import { type GroupPlan, type Plan, type PublishPlan, payloadsOf, publicationsOf } from './plan.ts';

/** Taken by every client: a larger packet is kept in memory for each connection until its end has come. */
const LEAST_MAXIMUM_BYTES = 1024 * 1024;
/** A topic and what else of a PUBLISH is no payload. */
const BESIDE_PAYLOAD_BYTES = 70 * 1024;

/** The largest packet that a client of the plan takes: whatever its groups publish, and 1 MiB of others. */
export function maximumPacketBytes({ groups }: Pick<Plan, 'groups'>): number {
  const payloads = payloadsOf(groups).map(({ payloadBytes }) => payloadBytes);
  return Math.max(LEAST_MAXIMUM_BYTES, Math.max(0, ...payloads) + BESIDE_PAYLOAD_BYTES);
}

/** The largest PUBLISH that a client of the group sends (OASIS MQTT 3.3); 0 = it sends none. */
export const largestPublishBytes = (group: GroupPlan, runName: string): number =>
  Math.max(0, ...publicationsOf(group).map((publish) => publishBytes(group, publish, runName)));

function publishBytes({ name, clients, connect }: GroupPlan, publish: PublishPlan, runName: string): number {
  let topicBytes = 0;
  for (let client = 0; client < clients; client++) {
    const topic = fillTemplate(publish.topic, { client, group: name, run: runName });
    topicBytes = Math.max(topicBytes, Buffer.byteLength(topic));
  }
  const packetIdBytes = publish.qos === 0 ? 0 : 2;
  const propertiesBytes = connect.protocolVersion === 5 ? 1 : 0;
  const body = 2 + topicBytes + packetIdBytes + propertiesBytes + publish.payloadBytes;
  return 1 + lengthBytes(body) + body;
}

/** Of the remaining length in a fixed header (OASIS MQTT 2.1.4). */
export const lengthBytes = (body: number): number =>
  body < 128 ? 1 : body < 16_384 ? 2 : body < 2_097_152 ? 3 : 4;
