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
}

const FIXED_HEADER = 0x10;
const [CLEAN_START, PASSWORD, USER_NAME] = [0x02, 0x40, 0x80];
const [SESSION_EXPIRY, MAXIMUM_PACKET_SIZE] = [0x11, 0x27];

export function encodeConnect(fields: ConnectFields): Buffer {
  const { protocolVersion, clientId, username, password, keepAliveS, cleanStart } = fields;
  const flags =
    (cleanStart ? CLEAN_START : 0) |
    (password === undefined ? 0 : PASSWORD) |
    (username === undefined ? 0 : USER_NAME);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([protocolVersion, flags, keepAliveS >> 8, keepAliveS & 0xff]),
    ...(protocolVersion === 5 ? [propertiesOf(fields)] : []),
    text(clientId),
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
): Buffer {
  const { clientId, username, password, ...rest } = connect;
  return encodeConnect({
    ...rest,
    maximumPacketBytes,
    clientId: fillTemplate(clientId, values),
    ...(username !== undefined && { username: fillTemplate(username, values) }),
    ...(password !== undefined && { password: fillTemplate(password, values) }),
  });
}

/** Two properties of five bytes each. */
function propertiesOf({ sessionExpiryS, maximumPacketBytes }: ConnectFields): Buffer {
  const properties = Buffer.alloc(11);
  properties[0] = 10;
  properties[1] = SESSION_EXPIRY;
  properties.writeUInt32BE(sessionExpiryS, 2);
  properties[6] = MAXIMUM_PACKET_SIZE;
  properties.writeUInt32BE(maximumPacketBytes, 7);
  return properties;
}

/** A UTF-8 string, or binary data, with its length before it (OASIS MQTT 1.5.4). */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
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
