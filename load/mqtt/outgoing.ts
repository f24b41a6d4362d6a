/** The PUBLISH packets of one client: built once, and patched for each message. */
import { stamp } from '../payload.ts';
import { type RunValues, valuesOf } from './client-values.ts';
import { Frame } from './frame.ts';
import { headingOf } from './heading.ts';
import { type PublishTemplate, publishTemplate } from './packets.ts';
import type { SizesPlan } from './payload/plan.ts';
import { sizeOf } from './payload/sizes.ts';
import { PayloadText, type TextOwner } from './payload/text.ts';
import type { GroupPlan, PublishPlan } from './plan.ts';

export interface Outgoing {
  /**
   * The next packet; it is good until the one after it is asked for. `packetId`: 0 with QoS 0; `client`: its index in the
   * group, for those who share a connection.
   */
  packetFor(packetId: number, dueUs: number, sequence: number, lagUs: number, client?: number): Buffer;
  /** What was said on the connection before is not known on this one. */
  reconnected?(): void;
}

/** Of the clients with these indices, in this order. */
export function outgoingOf(
  group: GroupPlan,
  publish: PublishPlan,
  indices: Uint32Array,
  run: RunValues & { readonly tag: number },
): Outgoing[] {
  const { payload } = publish;
  const text =
    payload?.kind === 'text'
      ? new PayloadText(payload, { group: group.name, clients: group.clients, run })
      : null;
  return Array.from(indices, (client): Outgoing => {
    const number = (publish.firstSender ?? group.firstClient) + client;
    const heading = headingOf(publish, valuesOf(group, client, run));
    const most = text === null ? publish : { ...publish, payloadBytes: text.mostBytes };
    const under = (topic: string): Outgoing => {
      const named = { ...heading, topic };
      const template = publishTemplate(most, group.connect.protocolVersion, named, run.tag, number);
      if (payload === undefined) return new OneSize(template, publish.payloadBytes);
      const frame = new Frame(template);
      if (text !== null) return new Text(frame, text, { client, number });
      return new ManySizes(frame, payload as SizesPlan, number);
    };
    const named = under(heading.topic);
    return publish.topicAlias === undefined ? named : new Aliased(named, under(''));
  });
}

/** The first message of a connection gives the topic its alias, the others have the alias alone (OASIS MQTT 5 3.3.2.3.4). */
class Aliased implements Outgoing {
  readonly #named: Outgoing;
  readonly #aliased: Outgoing;
  #known = false;

  constructor(named: Outgoing, aliased: Outgoing) {
    this.#named = named;
    this.#aliased = aliased;
  }

  packetFor(packetId: number, dueUs: number, sequence: number, lagUs: number): Buffer {
    const outgoing = this.#known ? this.#aliased : this.#named;
    this.#known = true;
    return outgoing.packetFor(packetId, dueUs, sequence, lagUs);
  }

  reconnected(): void {
    this.#known = false;
  }
}

class OneSize implements Outgoing {
  readonly #packet: Buffer;
  readonly #packetIdAt: number;
  readonly #payloadAt: number;
  readonly #payloadBytes: number;

  constructor({ packet, packetIdAt, payloadAt }: PublishTemplate, payloadBytes: number) {
    this.#packet = packet;
    this.#packetIdAt = packetIdAt;
    this.#payloadAt = payloadAt;
    this.#payloadBytes = payloadBytes;
  }

  packetFor(packetId: number, dueUs: number, sequence: number, lagUs: number): Buffer {
    const packet = this.#packet;
    if (packetId > 0) packet.writeUInt16BE(packetId, this.#packetIdAt);
    stamp(packet, this.#payloadAt, this.#payloadBytes, dueUs, sequence, lagUs);
    return packet;
  }
}

class ManySizes implements Outgoing {
  readonly #frame: Frame;
  readonly #sizes: SizesPlan;
  readonly #number: number;

  /** `number`: of the client in the plan. */
  constructor(frame: Frame, sizes: SizesPlan, number: number) {
    this.#frame = frame;
    this.#sizes = sizes;
    this.#number = number;
  }

  packetFor(packetId: number, dueUs: number, sequence: number, lagUs: number): Buffer {
    const { buffer, payloadAt } = this.#frame;
    const bytes = sizeOf(this.#sizes, this.#number, sequence);
    stamp(buffer, payloadAt, bytes, dueUs, sequence, lagUs);
    return this.#frame.packet(packetId, bytes);
  }
}

class Text implements Outgoing {
  readonly #frame: Frame;
  readonly #text: PayloadText;
  readonly #who: TextOwner;

  constructor(frame: Frame, text: PayloadText, who: TextOwner) {
    this.#frame = frame;
    this.#text = text;
    this.#who = who;
  }

  packetFor(packetId: number, dueUs: number, sequence: number, lagUs: number): Buffer {
    const { buffer, payloadAt } = this.#frame;
    const bytes = this.#text.write(buffer, payloadAt, this.#who, dueUs, sequence, lagUs);
    return this.#frame.packet(packetId, bytes);
  }
}
