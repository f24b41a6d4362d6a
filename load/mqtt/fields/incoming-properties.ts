/**
 * The properties of a PUBLISH, read where they lie: all are checked, and few are of interest (OASIS MQTT 5 3.3.2.3).
 */

const TOO_LONG = 'property longer than the properties';
const STRING = -1;
const STRINGS = -2;
const INTEGER = -3;
const NOT_HERE = 0;
const RESPONSE_TOPIC = 0x08;
const CORRELATION_DATA = 0x09;
const TOPIC_ALIAS = 0x23;

/** By identifier: so many bytes, or one of the lengths that the value itself tells (OASIS MQTT 5 2.2.2.2). */
const LENGTHS = new Int8Array(0x80).fill(NOT_HERE);
LENGTHS[0x01] = 1; // Payload Format Indicator
LENGTHS[0x02] = 4; // Message Expiry Interval
LENGTHS[0x03] = STRING; // Content Type
LENGTHS[RESPONSE_TOPIC] = STRING;
LENGTHS[CORRELATION_DATA] = STRING;
LENGTHS[0x0b] = INTEGER; // Subscription Identifier
LENGTHS[TOPIC_ALIAS] = 2;
LENGTHS[0x26] = STRINGS; // User Property

/**
 * The topic alias among the properties in `frames[from, to)`, their length included; 0 = there is none.
 *
 * @throws RangeError for what is no list of properties of a PUBLISH, and for the alias 0
 */
export function topicAliasIn(frames: Buffer, from: number, to: number): number {
  let alias = 0;
  let at = afterInteger(frames, from);
  while (at < to) {
    const identifier = frames[at++]!;
    const length = LENGTHS[identifier] ?? NOT_HERE;
    if (length === NOT_HERE) throw new RangeError('property that a PUBLISH has not');
    if (identifier === TOPIC_ALIAS) {
      if (alias !== 0) throw new RangeError('two topic aliases');
      alias = at + 2 <= to ? frames.readUInt16BE(at) : 1;
      if (alias === 0) throw new RangeError('topic alias 0');
    }
    if (length > 0) at += length;
    else if (length === INTEGER) at = afterInteger(frames, at);
    else {
      at = afterString(frames, at, to);
      if (length === STRINGS) at = afterString(frames, at, to);
    }
  }
  if (at > to) throw new RangeError(TOO_LONG);
  return alias;
}

/** Where the values of the two properties lie that a reply needs (OASIS MQTT 5 3.3.2.3.5, 3.3.2.3.6); both 0: it is not there. */
export interface ReplyProperties {
  topicFrom: number;
  topicTo: number;
  correlationFrom: number;
  correlationTo: number;
}

/** Of a list in `frames[from, to)`, its length included, that `topicAliasIn` has checked. */
export function readReplyProperties(frames: Buffer, from: number, to: number, into: ReplyProperties): void {
  let at = afterInteger(frames, from);
  while (at < to) {
    const identifier = frames[at++]!;
    const length = LENGTHS[identifier]!;
    if (length > 0) at += length;
    else if (length === INTEGER) at = afterInteger(frames, at);
    else {
      const value = at + 2;
      at = afterString(frames, at, to);
      if (identifier === RESPONSE_TOPIC) {
        into.topicFrom = value;
        into.topicTo = at;
      } else if (identifier === CORRELATION_DATA) {
        into.correlationFrom = value;
        into.correlationTo = at;
      } else if (length === STRINGS) at = afterString(frames, at, to);
    }
  }
}

function afterString(frames: Buffer, at: number, to: number): number {
  if (at + 2 > to) throw new RangeError(TOO_LONG);
  return at + 2 + frames.readUInt16BE(at);
}

/** What follows the list that begins with its length at `at`. Throws RangeError. */
export function afterProperties(frames: Buffer, at: number): number {
  const from = afterInteger(frames, at);
  let length = 0;
  for (let cursor = at, shift = 0; cursor < from; cursor++, shift += 7)
    length |= (frames[cursor]! & 0x7f) << shift;
  return from + length;
}

/** A variable byte integer has four bytes at most, and the last is below 128 (OASIS MQTT 5 1.5.5). */
function afterInteger(frames: Buffer, at: number): number {
  for (let last = at; last < at + 4; last++) if (frames[last]! <= 0x7f) return last + 1;
  throw new RangeError('malformed variable byte integer');
}
