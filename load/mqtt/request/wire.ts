/**
 * How requests and replies look, all numbers big-endian. A request has the 16 bytes of the header of payloads. Under MQTT 5
 * they are the correlation data too, and the response topic says where the reply goes (OASIS MQTT 5 4.10); under 3.1.1 the
 * header is followed by u16 length and the reply topic in UTF-8. The rest is padding.
 *
 * A reply begins with the same 16 bytes; then u32 queue wait and u32 work in microseconds (durations need no common clock),
 * and u32 number of the responder. Under MQTT 5 the correlation data comes back unaltered.
 */
import { HEADER_BYTES } from '../../payload.ts';

const LENGTH_BYTES = 2;

/** In the payload of a request of MQTT 3.1.1: the length of the reply topic, and the topic itself. */
export const TOPIC_LENGTH_AT = HEADER_BYTES;
export const TOPIC_AT = TOPIC_LENGTH_AT + LENGTH_BYTES;

/** In the payload of a reply. */
export const QUEUE_AT = HEADER_BYTES;
export const WORK_AT = QUEUE_AT + 4;
export const RESPONDER_AT = WORK_AT + 4;
/** The least that a reply has. */
export const REPLY_BYTES = RESPONDER_AT + 4;

const MOST_US = 2 ** 32 - 1;

/** The least payload of a request whose reply goes to this topic. */
export const leastRequestBytes = (protocolVersion: 4 | 5, replyTopic: string): number =>
  protocolVersion === 5 ? HEADER_BYTES : TOPIC_AT + Buffer.byteLength(replyTopic);

/** Puts the reply topic into the payload of a request of MQTT 3.1.1. */
export function writeReplyTopic(payload: Buffer, replyTopic: string): void {
  const bytes = payload.write(replyTopic, TOPIC_AT);
  payload.writeUInt16BE(bytes, TOPIC_LENGTH_AT);
}

/** Where the reply topic of a request of MQTT 3.1.1 ends, whose payload is `frames[from, to)`; `from`: it names none. */
export function replyTopicEnd(frames: Buffer, from: number, to: number): number {
  if (to - from <= TOPIC_AT) return from;
  const end = from + TOPIC_AT + frames.readUInt16BE(from + TOPIC_LENGTH_AT);
  return end > from + TOPIC_AT && end <= to ? end : from;
}

/** What a responder tells of a request, into the payload of its reply that begins at `at`; allocates nothing. */
export function writeTimes(reply: Buffer, at: number, queueUs: number, workUs: number): void {
  reply.writeUInt32BE(whole(queueUs), at + QUEUE_AT);
  reply.writeUInt32BE(whole(workUs), at + WORK_AT);
}

export const readQueueUs = (reply: Buffer, at: number): number => reply.readUInt32BE(at + QUEUE_AT);
export const readWorkUs = (reply: Buffer, at: number): number => reply.readUInt32BE(at + WORK_AT);
export const readResponder = (reply: Buffer, at: number): number => reply.readUInt32BE(at + RESPONDER_AT);

const whole = (us: number): number => Math.min(MOST_US, Math.max(0, Math.round(us)));
