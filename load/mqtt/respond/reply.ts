/** A reply as it goes out: a PUBLISH with QoS 0. */
import { HEADER_BYTES } from '../../payload.ts';
import { lengthBytes, writeLength } from '../fields/length.ts';
import { REPLY_BYTES, RESPONDER_AT, writeTimes } from '../request/wire.ts';
import type { IncomingRequest } from './incoming-request.ts';

const PUBLISH = 0x30;
const CORRELATION_DATA = 0x09;
export const PADDING = 0x2e;

/** What it takes, padding aside. */
export function replyHeadBytes(
  request: IncomingRequest,
  protocolVersion: 4 | 5,
  payloadBytes: number,
): number {
  const body = bodyBytes(request, protocolVersion);
  return 1 + lengthBytes(body + payloadBytes) + body + REPLY_BYTES;
}

/** Topic and properties. */
function bodyBytes(request: IncomingRequest, protocolVersion: 4 | 5): number {
  const topic = 2 + request.topicTo - request.topicFrom;
  if (protocolVersion === 4) return topic;
  const properties = propertiesBytes(request);
  return topic + lengthBytes(properties) + properties;
}

const propertiesBytes = ({ correlationFrom, correlationTo }: IncomingRequest): number =>
  correlationTo > correlationFrom ? 3 + correlationTo - correlationFrom : 0;

/**
 * Writes all of it but the two durations, where the request has a header, and the padding behind. Without a header the reply
 * begins as the request does, and has no durations: who asked could not tell them from anything else.
 */
export function writeReplyHead(
  into: Buffer,
  at: number,
  frames: Buffer,
  request: IncomingRequest,
  reply: { readonly protocolVersion: 4 | 5; readonly payloadBytes: number; readonly number: number },
): void {
  const { topicFrom, topicTo, correlationFrom, correlationTo } = request;
  let to = at;
  into[to++] = PUBLISH;
  to = writeLength(into, to, bodyBytes(request, reply.protocolVersion) + reply.payloadBytes);
  to = writeBytes(into, to, frames, topicFrom, topicTo);
  if (reply.protocolVersion === 5) {
    to = writeLength(into, to, propertiesBytes(request));
    if (correlationTo > correlationFrom) {
      into[to++] = CORRELATION_DATA;
      to = writeBytes(into, to, frames, correlationFrom, correlationTo);
    }
  }
  const { hasHeader, payloadFrom, payloadTo } = request;
  if (hasHeader) {
    frames.copy(into, to, payloadFrom, payloadFrom + HEADER_BYTES);
    into.writeUInt32BE(reply.number, to + RESPONDER_AT);
  } else {
    const end = to + frames.copy(into, to, payloadFrom, Math.min(payloadTo, payloadFrom + REPLY_BYTES));
    into.fill(PADDING, end, to + REPLY_BYTES);
  }
}

/** `end`: where the head ends. */
export const writeDurations = (into: Buffer, end: number, queueUs: number, workUs: number): void =>
  writeTimes(into, end - REPLY_BYTES, queueUs, workUs);

/** With their length before them (OASIS MQTT 1.5). */
function writeBytes(into: Buffer, at: number, frames: Buffer, from: number, to: number): number {
  into.writeUInt16BE(to - from, at);
  frames.copy(into, at + 2, from, to);
  return at + 2 + to - from;
}
