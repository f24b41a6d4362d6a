/**
 * The PUBLISH packets of a connection that several clients share, or that asks: one memory, into which topic, number of
 * the client and payload are written for each message.
 */
import { HEADER_BYTES, stamp, stampClient } from '../payload.ts';
import { fillTemplate } from '../template.ts';
import { type RunValues, valuesOf } from './client-values.ts';
import { Frame } from './frame.ts';
import { headingOf } from './heading.ts';
import type { Outgoing } from './outgoing.ts';
import { publishTemplate } from './packets.ts';
import { sizeOf } from './payload/sizes.ts';
import { PayloadText } from './payload/text.ts';
import type { GroupPlan, PublishPlan } from './plan.ts';
import { writeReplyTopic } from './request/wire.ts';
import { TopicWriter } from './topic-writer.ts';

/** Of the connections with these indices, in this order. */
export function sharedOutgoing(
  group: GroupPlan,
  publish: PublishPlan,
  connections: Uint32Array,
  run: RunValues & { readonly tag: number },
): Outgoing[] {
  const topic = new TopicWriter(publish.topic, group, run);
  const text =
    publish.payload?.kind === 'text'
      ? new PayloadText(publish.payload, { group: group.name, clients: group.clients, run })
      : null;
  const most = text === null ? publish : { ...publish, payloadBytes: text.mostBytes };
  return Array.from(connections, (connection): Outgoing => {
    const values = valuesOf(group, connection, run);
    const { protocolVersion } = group.connect;
    const reply = group.request ? fillTemplate(group.request.reply, values) : null;
    const heading = headingOf(publish, values);
    const properties =
      reply !== null && protocolVersion === 5
        ? { ...heading.properties, responseTopic: reply, correlationData: CORRELATION }
        : heading.properties;
    const longest = { topic: 'x'.repeat(topic.mostBytes), ...(properties && { properties }) };
    const frame = new Frame(publishTemplate(most, protocolVersion, longest, run.tag, 0));
    if (reply !== null && protocolVersion === 4)
      writeReplyTopic(frame.buffer.subarray(frame.payloadAt), reply);
    const correlationAt = reply !== null && protocolVersion === 5 ? correlationIn(frame.buffer) : 0;
    return new SharedOutgoing(group, publish, frame, topic, text, correlationAt);
  });
}

/** Stands where each request has its own; no UTF-8 has this byte. */
const CORRELATION = Buffer.alloc(HEADER_BYTES, 0xfe);
/** Identifier and length (OASIS MQTT 5 3.3.2.3.6). The payload may go on with the same byte, so they have to be found, too. */
const CORRELATION_HEAD = Buffer.from([0x09, 0, HEADER_BYTES]);
const CORRELATION_PROPERTY = Buffer.concat([CORRELATION_HEAD, CORRELATION]);

const correlationIn = (packet: Buffer): number =>
  packet.indexOf(CORRELATION_PROPERTY) + CORRELATION_HEAD.length;

class SharedOutgoing implements Outgoing {
  readonly #publish: PublishPlan;
  readonly #frame: Frame;
  readonly #topic: TopicWriter;
  readonly #text: PayloadText | null;
  readonly #firstSender: number;
  /** 0: there is no correlation data. */
  readonly #correlationAt: number;
  readonly #asks: boolean;
  /** Written for each message. */
  readonly #who = { client: 0, number: 0 };

  constructor(
    group: GroupPlan,
    publish: PublishPlan,
    frame: Frame,
    topic: TopicWriter,
    text: PayloadText | null,
    correlationAt: number,
  ) {
    this.#correlationAt = correlationAt;
    this.#asks = group.request !== undefined;
    this.#publish = publish;
    this.#frame = frame;
    this.#topic = topic;
    this.#text = text;
    this.#firstSender = publish.firstSender ?? group.firstClient;
  }

  packetFor(packetId: number, dueUs: number, sequence: number, lagUs: number, client = 0): Buffer {
    const { buffer, payloadAt, topicEnd } = this.#frame;
    const topicAt = this.#topic.write(buffer, topicEnd, client);
    const number = this.#firstSender + client;
    return this.#frame.packet(
      packetId,
      this.#fill(buffer, payloadAt, dueUs, sequence, lagUs, client, number),
      topicAt,
    );
  }

  /** Gives the bytes of the payload. */
  #fill(
    buffer: Buffer,
    at: number,
    dueUs: number,
    sequence: number,
    lagUs: number,
    client: number,
    number: number,
  ): number {
    const { payload, payloadBytes } = this.#publish;
    if (this.#text !== null) {
      this.#who.client = client;
      this.#who.number = number;
      return this.#text.write(buffer, at, this.#who, dueUs, sequence, lagUs);
    }
    const bytes = payload?.kind === 'sizes' ? sizeOf(payload, number, sequence) : payloadBytes;
    stampClient(buffer, at, bytes, number);
    // Behind the header of a request is no lag: see `request/wire.ts`.
    stamp(buffer, at, this.#asks ? HEADER_BYTES : bytes, dueUs, sequence, lagUs);
    if (this.#correlationAt > 0) buffer.copy(buffer, this.#correlationAt, at, at + HEADER_BYTES);
    return bytes;
  }
}
