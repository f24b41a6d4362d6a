/**
 * MQTT frames read where they lie, in the shared read slab: PUBLISH and what acknowledges it are picked apart in place,
 * every other packet goes to mqtt-packet. OASIS MQTT 2.1 (fixed header), 3.3 (PUBLISH), 3.4 to 3.7 (PUBACK, PUBREC,
 * PUBREL, PUBCOMP).
 */
import { afterProperties, topicAliasIn } from './fields/incoming-properties.ts';

export interface FrameHandler {
  puback(packetId: number, reasonCode: number): void;
  pubrec(packetId: number, reasonCode: number): void;
  pubrel(packetId: number): void;
  pubcomp(packetId: number): void;
  /**
   * `first`: first byte of the fixed header, which has DUP, QoS and RETAIN (OASIS MQTT 3.3.1). `propertiesFrom`: where the
   * properties are that end at the payload; in MQTT 3.1.1 there are none.
   */
  publish(
    frames: Buffer,
    first: number,
    qos: number,
    packetId: number,
    payloadFrom: number,
    payloadTo: number,
    propertiesFrom: number,
  ): void;
  /** Before `publish`: its PUBLISH has a topic alias, with a topic or in the place of one (OASIS MQTT 5 3.3.2.3.4). */
  aliased(alias: number, hasTopic: boolean): void;
  /** A whole packet of any other type, `frames[from, to)`. */
  control(frames: Buffer, from: number, to: number): void;
}

const TOO_LONG = 'PUBLISH longer than its frame';
export const PUBLISH = 3;
const PUBACK = 4;
const PUBREC = 5;
const PUBREL = 6;
const PUBCOMP = 7;

/**
 * Hands every whole frame in `frames[from, to)` to the handler; returns where the first incomplete
 * one begins. Throws RangeError on bytes that are no MQTT.
 */
export function readFrames(
  frames: Buffer,
  from: number,
  to: number,
  protocolVersion: 4 | 5,
  handler: FrameHandler,
): number {
  let at = from;
  while (to - at >= 2) {
    // Remaining length: seven bits a byte, four bytes at most (OASIS MQTT 2.1.4).
    let length = 0;
    let cursor = at + 1;
    let more = true;
    for (let shift = 0; more; shift += 7) {
      if (shift > 21) throw new RangeError('malformed remaining length');
      if (cursor === to) return at;
      const byte = frames[cursor++]!;
      length |= (byte & 0x7f) << shift;
      more = byte > 0x7f;
    }
    const end = cursor + length;
    if (end > to) return at;
    const first = frames[at]!;
    const type = first >> 4;
    if (type >= PUBACK && type <= PUBCOMP && length >= 2) {
      const packetId = identifierAt(frames, cursor);
      // Flags that are reserved (OASIS MQTT 2.1.3), and a reason code that MQTT 3.1.1 has not.
      if ((first & 0x0f) !== (type === PUBREL ? 2 : 0) || (protocolVersion === 4 && length !== 2))
        throw new RangeError('malformed acknowledgement');
      const reasonCode = length > 2 ? frames[cursor + 2]! : 0;
      if (type === PUBACK) handler.puback(packetId, reasonCode);
      else if (type === PUBREC) handler.pubrec(packetId, reasonCode);
      else if (type === PUBREL) handler.pubrel(packetId);
      else handler.pubcomp(packetId);
    } else if (type === PUBLISH) {
      if (length < 2) throw new RangeError(TOO_LONG);
      const topicBytes = frames.readUInt16BE(cursor);
      let body = cursor + 2 + topicBytes;
      let packetId = 0;
      const qos = (first >> 1) & 0x03;
      if (qos === 3) throw new RangeError('PUBLISH with QoS 3');
      if (qos !== 0) {
        if (body + 2 > end) throw new RangeError(TOO_LONG);
        packetId = identifierAt(frames, body);
        body += 2;
      }
      let alias = 0;
      const propertiesFrom = body;
      if (protocolVersion === 5) {
        body = afterProperties(frames, propertiesFrom);
        if (body > end) throw new RangeError(TOO_LONG);
        // Most have none: the length is all there is.
        if (body > propertiesFrom + 1) alias = topicAliasIn(frames, propertiesFrom, body);
      }
      if (body > end) throw new RangeError(TOO_LONG);
      if (alias !== 0) handler.aliased(alias, topicBytes > 0);
      else if (topicBytes === 0) throw new RangeError('PUBLISH without a topic');
      handler.publish(frames, first, qos, packetId, body, end, propertiesFrom);
    } else {
      handler.control(frames, at, end);
    }
    at = end;
  }
  return at;
}

/** Length of the frame that begins here, fixed header included; null while the header is incomplete. Throws RangeError. */
export function frameBytes(part: Buffer): number | null {
  let length = 0;
  for (let i = 1; i < part.length && i <= 4; i++) {
    const byte = part[i]!;
    length |= (byte & 0x7f) << (7 * (i - 1));
    if (byte <= 0x7f) return length + i + 1;
  }
  if (part.length > 4) throw new RangeError('malformed remaining length');
  return null;
}

/** No packet has 0 (OASIS MQTT 2.2.1). */
function identifierAt(frames: Buffer, at: number): number {
  const packetId = frames.readUInt16BE(at);
  if (packetId === 0) throw new RangeError('packet identifier 0');
  return packetId;
}
