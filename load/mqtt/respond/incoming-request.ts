/**
 * Where a request says where its reply is to go: in the response topic of MQTT 5, with correlation data that comes back
 * unaltered (OASIS MQTT 5 4.10), else in the payload, behind its header. With a response topic any payload will do.
 */
import { isUtf8 } from 'node:buffer';
import { HEADER_BYTES } from '../../payload.ts';
import { readReplyProperties } from '../fields/incoming-properties.ts';
import { replyTopicEnd, TOPIC_AT } from '../request/wire.ts';

const [HASH, PLUS, DOLLAR, SLASH] = [0x23, 0x2b, 0x24, 0x2f];
const [FIRST_PRINTED, DELETE] = [0x20, 0x7f];
/** EMQX takes 128 by default, mosquitto 200. */
const MOST_LEVELS = 128;
/** Beyond ASCII: control characters, and what is no character and never will be (OASIS MQTT 1.5.4). */
const UNSEEN = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

/** Why a request has no reply. */
export type Unanswerable =
  | 'below the header'
  | 'no reply topic'
  | 'a reply topic with wildcards'
  | 'a reply topic that nobody may publish to';

/** Of the packet that was read last; nothing is allocated for one. */
export class IncomingRequest {
  topicFrom = 0;
  topicTo = 0;
  /** Nothing lies between them: there is no correlation data. */
  correlationFrom = 0;
  correlationTo = 0;
  payloadFrom = 0;
  payloadTo = 0;
  /** Its payload begins with the header that a reply brings back with its times: who asks is a tidemark, or does as one does. */
  hasHeader = false;

  /** Its properties are in `frames[propertiesFrom, from)`, empty in MQTT 3.1.1; its payload is in `frames[from, to)`. */
  read(frames: Buffer, propertiesFrom: number, from: number, to: number): Unanswerable | null {
    this.topicFrom = this.topicTo = this.correlationFrom = this.correlationTo = 0;
    this.payloadFrom = from;
    this.payloadTo = to;
    const hasProperties = propertiesFrom < from;
    if (hasProperties) readReplyProperties(frames, propertiesFrom, from, this);
    if (this.topicTo > this.topicFrom) this.hasHeader = this.#correlatesByHeader(frames);
    else {
      if (to - from < HEADER_BYTES) return hasProperties ? 'no reply topic' : 'below the header';
      this.#readPayload(frames, from, to);
      if (this.topicTo === this.topicFrom) return 'no reply topic';
      this.hasHeader = true;
    }
    return this.#whyNoTopic(frames);
  }

  /** A broker ends the connection of who publishes to such a topic (OASIS MQTT 3.3.2.1, 4.7.2), and all its replies are lost. */
  #whyNoTopic(frames: Buffer): Unanswerable | null {
    const { topicFrom, topicTo } = this;
    if (frames[topicFrom] === DOLLAR) return 'a reply topic that nobody may publish to';
    let levels = 1;
    let ascii = true;
    for (let at = topicFrom; at < topicTo; at++) {
      const byte = frames[at]!;
      if (byte === HASH || byte === PLUS || byte === 0) return 'a reply topic with wildcards';
      if (byte === SLASH) levels++;
      else if (byte < FIRST_PRINTED || byte === DELETE) return 'a reply topic that nobody may publish to';
      else if (byte > DELETE) ascii = false;
    }
    if (levels > MOST_LEVELS || !(ascii || isTopic(frames.subarray(topicFrom, topicTo))))
      return 'a reply topic that nobody may publish to';
    return null;
  }

  /** Its correlation data is what its payload begins with. */
  #correlatesByHeader(frames: Buffer): boolean {
    const { payloadFrom, payloadTo, correlationFrom, correlationTo } = this;
    if (correlationTo - correlationFrom !== HEADER_BYTES || payloadTo - payloadFrom < HEADER_BYTES)
      return false;
    for (let i = 0; i < HEADER_BYTES; i++)
      if (frames[correlationFrom + i] !== frames[payloadFrom + i]) return false;
    return true;
  }

  #readPayload(frames: Buffer, from: number, to: number): void {
    const topicTo = replyTopicEnd(frames, from, to);
    if (topicTo === from) return;
    this.topicFrom = from + TOPIC_AT;
    this.topicTo = topicTo;
  }
}

const isTopic = (bytes: Buffer): boolean => isUtf8(bytes) && !UNSEEN.test(bytes.toString());
