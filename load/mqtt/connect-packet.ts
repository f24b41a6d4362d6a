/**
 * CONNECT (OASIS MQTT 3.1, MQTT 5 3.1), once a connection. mqtt-packet refuses two that MQTT 5 allows: a password without
 * a user name, and an empty client id without a clean start.
 */
import { fillTemplate, type TemplateValues } from '../template.ts';
import { lengthBytes, writeLength } from './fields/length.ts';
import type { GroupPlan } from './plan.ts';

/** What a CONNECT says. */
export interface ConnectFields {
  readonly protocolVersion: 4 | 5;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly keepAliveS: number;
  readonly cleanStart: boolean;
  /** MQTT 5 (3.1.2.11.2). */
  readonly sessionExpiryS: number;
  /** The largest packet that is taken; MQTT 5 (3.1.2.11.4), 3.1.1 cannot say it. */
  readonly maximumPacketBytes: number;
  readonly will?: Will;
  /** MQTT 5 (3.1.2.11.5). Default 0. */
  readonly topicAliasMaximum?: number;
}

/** Of one connection. */
export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  /** MQTT 5 (3.1.3.2.2). */
  readonly delayS: number;
}

const FIXED_HEADER = 0x10;
const PROTOCOL = Buffer.from('\0\x04MQTT');
const [CLEAN_START, WILL, WILL_RETAIN, PASSWORD, USER_NAME] = [0x02, 0x04, 0x20, 0x40, 0x80];
const WILL_QOS_SHIFT = 3;
const [SESSION_EXPIRY, WILL_DELAY] = [0x11, 0x18];
const [TOPIC_ALIAS_MAXIMUM, MAXIMUM_PACKET_SIZE] = [0x22, 0x27];

/** One allocation, since a burst of connections makes thousands of these a second. */
export function encodeConnect(fields: ConnectFields): Buffer {
  const { protocolVersion, clientId, username, password, keepAliveS, cleanStart, will } = fields;
  const flags =
    (cleanStart ? CLEAN_START : 0) |
    (will ? WILL | (will.qos << WILL_QOS_SHIFT) | (will.retain ? WILL_RETAIN : 0) : 0) |
    (password === undefined ? 0 : PASSWORD) |
    (username === undefined ? 0 : USER_NAME);
  const body =
    PROTOCOL.length +
    4 +
    (protocolVersion === 5 ? propertiesBytes(fields) : 0) +
    textBytes(clientId) +
    (will ? willBytes(will, protocolVersion) : 0) +
    (username === undefined ? 0 : textBytes(username)) +
    (password === undefined ? 0 : textBytes(password));
  const packet = Buffer.allocUnsafe(1 + lengthBytes(body) + body);
  packet[0] = FIXED_HEADER;
  let at = writeLength(packet, 1, body);
  at += PROTOCOL.copy(packet, at);
  packet[at++] = protocolVersion;
  packet[at++] = flags;
  at = packet.writeUInt16BE(keepAliveS, at);
  if (protocolVersion === 5) at = writeProperties(packet, at, fields);
  at = writeText(packet, at, clientId);
  if (will) at = writeWill(packet, at, will, protocolVersion);
  if (username !== undefined) at = writeText(packet, at, username);
  if (password !== undefined) writeText(packet, at, password);
  return packet;
}

/** Of one client of a group. */
export function connectPacket(
  { connect }: GroupPlan,
  values: TemplateValues,
  maximumPacketBytes: number,
  will: Will | null = null,
): Buffer {
  const { clientId, username, password, topicAliasMaximum } = connect;
  return encodeConnect({
    protocolVersion: connect.protocolVersion,
    clientId: fillTemplate(clientId, values),
    keepAliveS: connect.keepAliveS,
    cleanStart: connect.cleanStart,
    sessionExpiryS: connect.sessionExpiryS,
    maximumPacketBytes,
    ...(topicAliasMaximum !== undefined && { topicAliasMaximum }),
    ...(will && { will }),
    ...(username !== undefined && { username: fillTemplate(username, values) }),
    ...(password !== undefined && { password: fillTemplate(password, values) }),
  });
}

/** Their length, two properties of five bytes each, and one of three. */
const propertiesBytes = ({ topicAliasMaximum = 0 }: ConnectFields): number =>
  topicAliasMaximum > 0 ? 14 : 11;
function writeProperties(packet: Buffer, from: number, fields: ConnectFields): number {
  const { sessionExpiryS, maximumPacketBytes, topicAliasMaximum = 0 } = fields;
  let at = from;
  packet[at++] = propertiesBytes(fields) - 1;
  packet[at++] = SESSION_EXPIRY;
  at = packet.writeUInt32BE(sessionExpiryS, at);
  packet[at++] = MAXIMUM_PACKET_SIZE;
  at = packet.writeUInt32BE(maximumPacketBytes, at);
  if (topicAliasMaximum === 0) return at;
  packet[at++] = TOPIC_ALIAS_MAXIMUM;
  return packet.writeUInt16BE(topicAliasMaximum, at);
}

/** OASIS MQTT 5 3.1.3.2 to 3.1.3.4; in 3.1.1 there are no properties. */
const willBytes = ({ topic, payload, delayS }: Will, protocolVersion: 4 | 5): number =>
  (protocolVersion === 5 ? 1 + (delayS > 0 ? 5 : 0) : 0) + textBytes(topic) + 2 + payload.length;
function writeWill(
  packet: Buffer,
  from: number,
  { topic, payload, delayS }: Will,
  protocolVersion: 4 | 5,
): number {
  let at = from;
  if (protocolVersion === 5) {
    packet[at++] = delayS > 0 ? 5 : 0;
    if (delayS > 0) {
      packet[at++] = WILL_DELAY;
      at = packet.writeUInt32BE(delayS, at);
    }
  }
  at = packet.writeUInt16BE(payload.length, writeText(packet, at, topic));
  return at + payload.copy(packet, at);
}

/** A UTF-8 string with its length before it (OASIS MQTT 1.5.4). */
const textBytes = (value: string): number => 2 + Buffer.byteLength(value);
function writeText(packet: Buffer, at: number, value: string): number {
  const bytes = packet.write(value, at + 2);
  packet.writeUInt16BE(bytes, at);
  return at + 2 + bytes;
}
