/** The few packets a client sends, made once by mqtt-packet; the hot path only patches numbers into them. */
import { generate, type Packet } from 'mqtt-packet';
import { stampOnce } from '../payload.ts';
import type { Heading } from './heading.ts';
import type { GroupPlan, PublishPlan, SubscriptionPlan } from './plan.ts';

type ProtocolVersion = GroupPlan['connect']['protocolVersion'];

/** OASIS MQTT 3.12: two bytes, the same for everybody. */
export const PINGREQ = Buffer.from([0xc0, 0x00]);
/** OASIS MQTT 3.14: normal disconnection. */
export const DISCONNECT = Buffer.from([0xe0, 0x00]);
/** MQTT 5 3.14.2.2.2: the session ends with its connection, whatever the CONNECT asked for. */
export const DISCONNECT_AND_FORGET = Buffer.from([0xe0, 0x07, 0x00, 0x05, 0x11, 0, 0, 0, 0]);
/** MQTT 5 3.14.2.1: reason code 149. */
export const PACKET_TOO_LARGE = Buffer.from([0xe0, 0x01, 0x95]);
/** MQTT 5 3.14.2.1: reason code 148. */
export const TOPIC_ALIAS_INVALID = Buffer.from([0xe0, 0x01, 0x94]);
/** Acknowledgements less their packet identifier, the last two bytes (OASIS MQTT 3.4 to 3.7). */
export const PUBACK = 0x40020000;
export const PUBREC = 0x50020000;
export const PUBREL = 0x62020000;
export const PUBCOMP = 0x70020000;
export const ACK_BYTES = 4;
/** In the first byte of a PUBLISH (OASIS MQTT 3.3.1.3). */
export const RETAIN = 0x01;
/** In the first byte of a PUBLISH: it may have been sent before (OASIS MQTT 3.3.1.1). */
export const DUP = 0x08;

const encode = (packet: Packet, protocolVersion: ProtocolVersion): Buffer =>
  generate(packet, { protocolVersion });

/** All of one client, their filters filled in. */
export function subscribePacket(list: readonly SubscriptionPlan[], protocolVersion: ProtocolVersion): Buffer {
  const subscriptions = list.map(({ filter, qos, noLocal, retainAsPublished, retainHandling }) => ({
    topic: filter,
    qos,
    nl: noLocal ?? false,
    rap: retainAsPublished ?? false,
    rh: retainHandling ?? 0,
  }));
  return encode({ cmd: 'subscribe', messageId: 1, subscriptions }, protocolVersion);
}

/** OASIS MQTT 3.10. */
export const unsubscribePacket = (filter: string, protocolVersion: ProtocolVersion): Buffer =>
  encode({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: [filter] }, protocolVersion);

export interface PublishTemplate {
  readonly packet: Buffer;
  /** Where the fixed header ends. */
  readonly bodyAt: number;
  /** Where the packet identifier is; 0 for QoS 0, which has none. */
  readonly packetIdAt: number;
  readonly payloadAt: number;
}

/** A PUBLISH of one client, complete but for packet identifier, time stamps and sequence number. */
export function publishTemplate(
  publish: PublishPlan,
  protocolVersion: ProtocolVersion,
  { topic, properties }: Heading,
  runTag: number,
  client: number,
): PublishTemplate {
  const payload = Buffer.alloc(publish.payloadBytes, 0x2e);
  stampOnce(payload, runTag, client);
  const packet = encode(
    {
      cmd: 'publish',
      topic,
      payload,
      qos: publish.qos,
      retain: publish.retain,
      dup: false,
      messageId: 1,
      ...(properties && { properties }),
    },
    protocolVersion,
  );
  // The remaining length has up to four bytes, and each but the last says that there are more (OASIS MQTT 2.1.4).
  let bodyAt = 2;
  while (packet[bodyAt - 1]! > 0x7f) bodyAt++;
  const packetIdAt = publish.qos === 0 ? 0 : bodyAt + 2 + packet.readUInt16BE(bodyAt);
  return { packet, bodyAt, packetIdAt, payloadAt: packet.length - publish.payloadBytes };
}
