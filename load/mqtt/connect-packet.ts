/**
 * CONNECT (OASIS MQTT 3.1, MQTT 5 3.1), once a connection. mqtt-packet refuses two that MQTT 5 allows: a password without
 * a user name, and an empty client id without a clean start.
 */
import { fillTemplate, type TemplateValues } from '../template.ts';
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
const [CLEAN_START, WILL, WILL_RETAIN, PASSWORD, USER_NAME] = [0x02, 0x04, 0x20, 0x40, 0x80];
const WILL_QOS_SHIFT = 3;
const [SESSION_EXPIRY, WILL_DELAY] = [0x11, 0x18];
const [TOPIC_ALIAS_MAXIMUM, MAXIMUM_PACKET_SIZE] = [0x22, 0x27];

export function encodeConnect(fields: ConnectFields): Buffer {
  const { protocolVersion, clientId, username, password, keepAliveS, cleanStart, will } = fields;
  const flags =
    (cleanStart ? CLEAN_START : 0) |
    (will ? WILL | (will.qos << WILL_QOS_SHIFT) | (will.retain ? WILL_RETAIN : 0) : 0) |
    (password === undefined ? 0 : PASSWORD) |
    (username === undefined ? 0 : USER_NAME);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([protocolVersion, flags, keepAliveS >> 8, keepAliveS & 0xff]),
    ...(protocolVersion === 5 ? [propertiesOf(fields)] : []),
    text(clientId),
    ...(will ? willFields(will, protocolVersion) : []),
    ...(username === undefined ? [] : [text(username)]),
    ...(password === undefined ? [] : [text(password)]),
  ]);
  return Buffer.concat([Buffer.from([FIXED_HEADER]), variableByteInteger(body.length), body]);
}

/** Of one client of a group. */
export function connectPacket(
  { connect }: GroupPlan,
  values: TemplateValues,
  maximumPacketBytes: number,
  will: Will | null = null,
): Buffer {
  const { clientId, username, password, will: _, ...rest } = connect;
  return encodeConnect({
    ...rest,
    maximumPacketBytes,
    ...(will && { will }),
    clientId: fillTemplate(clientId, values),
    ...(username !== undefined && { username: fillTemplate(username, values) }),
    ...(password !== undefined && { password: fillTemplate(password, values) }),
  });
}

/** Two properties of five bytes each, and one of three. */
function propertiesOf({ sessionExpiryS, maximumPacketBytes, topicAliasMaximum = 0 }: ConnectFields): Buffer {
  const properties = Buffer.alloc(topicAliasMaximum > 0 ? 14 : 11);
  properties[0] = properties.length - 1;
  properties[1] = SESSION_EXPIRY;
  properties.writeUInt32BE(sessionExpiryS, 2);
  properties[6] = MAXIMUM_PACKET_SIZE;
  properties.writeUInt32BE(maximumPacketBytes, 7);
  if (topicAliasMaximum > 0) {
    properties[11] = TOPIC_ALIAS_MAXIMUM;
    properties.writeUInt16BE(topicAliasMaximum, 12);
  }
  return properties;
}

/** OASIS MQTT 5 3.1.3.2 to 3.1.3.4; in 3.1.1 there are no properties. */
function willFields({ topic, payload, delayS }: Will, protocolVersion: 4 | 5): Buffer[] {
  const delay = Buffer.from([WILL_DELAY, 0, 0, 0, 0]);
  delay.writeUInt32BE(delayS, 1);
  const properties = delayS > 0 ? delay : Buffer.alloc(0);
  return [
    ...(protocolVersion === 5 ? [Buffer.from([properties.length]), properties] : []),
    text(topic),
    binary(payload),
  ];
}

/** A UTF-8 string, or binary data, with its length before it (OASIS MQTT 1.5.4). */
const text = (value: string): Buffer => binary(Buffer.from(value));
function binary(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** Seven bits a byte, the lowest first (OASIS MQTT 5 1.5.5). */
function variableByteInteger(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}
