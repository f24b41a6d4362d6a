/**
 * Where a request says where its reply is to go: in the response topic of MQTT 5, with correlation data that comes back
 * unaltered (OASIS MQTT 5 4.10), else in the payload, behind its header.
 */
import { HEADER_BYTES } from '../../payload.ts';
import { readReplyProperties } from '../fields/incoming-properties.ts';
import { replyTopicEnd, TOPIC_AT } from '../request/wire.ts';

const [HASH, PLUS] = [0x23, 0x2b];

/** Why a request has no reply. */
export type Unanswerable = 'below the header' | 'no reply topic' | 'a reply topic with wildcards';

/** Of the packet that was read last; nothing is allocated for one. */
export class IncomingRequest {
  topicFrom = 0;
  topicTo = 0;
  /** Nothing lies between them: there is no correlation data. */
  correlationFrom = 0;
  correlationTo = 0;

  /** Its properties are in `frames[propertiesFrom, from)`, empty in MQTT 3.1.1; its payload is in `frames[from, to)`. */
  read(frames: Buffer, propertiesFrom: number, from: number, to: number): Unanswerable | null {
    if (to - from < HEADER_BYTES) return 'below the header';
    this.topicFrom = this.topicTo = this.correlationFrom = this.correlationTo = 0;
    if (propertiesFrom < from) readReplyProperties(frames, propertiesFrom, from, this);
    if (this.topicTo === this.topicFrom) this.#readPayload(frames, from, to);
    if (this.topicTo === this.topicFrom) return 'no reply topic';
    for (let at = this.topicFrom; at < this.topicTo; at++) {
      const byte = frames[at];
      // A broker ends the connection of who publishes to such a topic (OASIS MQTT 3.3.2.1).
      if (byte === HASH || byte === PLUS || byte === 0) return 'a reply topic with wildcards';
    }
    return null;
  }

  #readPayload(frames: Buffer, from: number, to: number): void {
    const topicTo = replyTopicEnd(frames, from, to);
    if (topicTo === from) return;
    this.topicFrom = from + TOPIC_AT;
    this.topicTo = topicTo;
  }
}
