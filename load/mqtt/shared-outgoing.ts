/**
 * The PUBLISH packets of a connection that several clients share: one memory, into which topic, number of the client and
 * payload are written for each message.
 */
import { stamp, stampClient } from '../payload.ts';
import { type RunValues, valuesOf } from './client-values.ts';
import { Frame } from './frame.ts';
import { headingOf } from './heading.ts';
import type { Outgoing } from './outgoing.ts';
import { publishTemplate } from './packets.ts';
import { sizeOf } from './payload/sizes.ts';
import { PayloadText } from './payload/text.ts';
import type { GroupPlan, PublishPlan } from './plan.ts';
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
    const heading = headingOf(publish, valuesOf(group, connection, run));
    const longest = { ...heading, topic: 'x'.repeat(topic.mostBytes) };
    const frame = new Frame(publishTemplate(most, group.connect.protocolVersion, longest, run.tag, 0));
    return new SharedOutgoing(group, publish, frame, topic, text);
  });
}

class SharedOutgoing implements Outgoing {
  readonly #publish: PublishPlan;
  readonly #frame: Frame;
  readonly #topic: TopicWriter;
  readonly #text: PayloadText | null;
  readonly #firstSender: number;
  /** Written for each message. */
  readonly #who = { client: 0, number: 0 };

  constructor(
    group: GroupPlan,
    publish: PublishPlan,
    frame: Frame,
    topic: TopicWriter,
    text: PayloadText | null,
  ) {
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
    stamp(buffer, at, bytes, dueUs, sequence, lagUs);
    return bytes;
  }
}
