/** A PUBLISH that is written anew for each message into the same memory. */
import { lengthBytes } from './fields/length.ts';
import type { PublishTemplate } from './packets.ts';

/** Of a fixed header (OASIS MQTT 2.1.1): one byte, and a length of four at most. */
const FIXED_HEADER_BYTES = 5;
/** A topic comes after its length. */
const TOPIC_LENGTH_BYTES = 2;
/** Views are known by where they begin and end; neither is as much as this. */
const MOST_BYTES = 2 ** 29;

/**
 * A packet whose payload, and perhaps topic, differ in length. What follows the topic stays where it is; topic and fixed
 * header, which is longer for longer packets, are written before it. There is a view for each length that was needed, and
 * one memory.
 */
export class Frame {
  readonly buffer: Buffer;
  readonly payloadAt: number;
  /** Where the topic of the template ends; a shorter one begins later. */
  readonly topicEnd: number;
  readonly #first: number;
  readonly #packetIdAt: number;
  readonly #views = new Map<number, Buffer>();

  constructor({ packet, bodyAt, packetIdAt, payloadAt }: PublishTemplate) {
    const moved = FIXED_HEADER_BYTES - bodyAt;
    this.buffer = Buffer.alloc(packet.length + moved);
    packet.copy(this.buffer, FIXED_HEADER_BYTES, bodyAt);
    this.payloadAt = payloadAt + moved;
    this.topicEnd = FIXED_HEADER_BYTES + TOPIC_LENGTH_BYTES + packet.readUInt16BE(bodyAt);
    this.#packetIdAt = packetIdAt + moved;
    this.#first = packet[0]!;
  }

  /** With so many bytes of payload. `topicAt`: where a topic begins that was written up to `topicEnd`. */
  packet(packetId: number, payloadBytes: number, topicAt = FIXED_HEADER_BYTES + TOPIC_LENGTH_BYTES): Buffer {
    const { buffer, topicEnd } = this;
    if (packetId > 0) buffer.writeUInt16BE(packetId, this.#packetIdAt);
    const bodyAt = topicAt - TOPIC_LENGTH_BYTES;
    buffer.writeUInt16BE(topicEnd - topicAt, bodyAt);
    const end = this.payloadAt + payloadBytes;
    const body = end - bodyAt;
    const from = bodyAt - 1 - lengthBytes(body);
    let at = from;
    buffer[at++] = this.#first;
    // Seven bits a byte, the highest one says whether more follow (OASIS MQTT 2.1.4).
    for (let left = body; at < bodyAt; left >>= 7) {
      const more = at < bodyAt - 1 ? 0x80 : 0;
      buffer[at++] = (left & 0x7f) | more;
    }
    const key = from * MOST_BYTES + end;
    let view = this.#views.get(key);
    if (view === undefined) {
      view = buffer.subarray(from, end);
      this.#views.set(key, view);
    }
    return view;
  }
}
