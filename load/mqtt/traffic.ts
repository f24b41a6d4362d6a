/** The messages of one client that is connected: the answers to those it sends, and those that come. A handler for each packet. */
import { acknowledge } from './acknowledgements.ts';
import type { GroupSlice } from './group-slice.ts';
import { IncomingAliases } from './incoming-aliases.ts';
import { Link } from './link.ts';
import { DUP, PUBACK, PUBCOMP, PUBREC, PUBREL, RETAIN } from './packets.ts';
import { answerText } from './reasons.ts';

export class Traffic extends Link {
  protected readonly group: GroupSlice;
  protected readonly position: number;
  /** When what is handled now was read. */
  protected readUs = 0;
  /** Identifiers of QoS 2 messages that came and were not released yet; null until there is one. */
  #unreleased: Set<number> | null = null;
  #aliases: IncomingAliases | null = null;

  constructor(group: GroupSlice, position: number) {
    super();
    this.group = group;
    this.position = position;
  }

  /** Aliases hold for one connection (OASIS MQTT 5 3.3.2.3.4). */
  protected beginConnection(): void {
    this.#aliases = null;
  }

  protected forgetSession(): void {
    this.#unreleased = null;
  }

  puback(packetId: number, reasonCode: number): void {
    const refused = reasonCode >= 0x80;
    if (refused) this.group.standing.refused(answerText('PUBACK', reasonCode, 5), this.readUs);
    this.group.publisher?.acknowledged(this.position, packetId, this.readUs, refused);
  }

  /** The broker has the message; until its PUBCOMP the identifier is in use (OASIS MQTT 4.3.3). */
  pubrec(packetId: number, reasonCode: number): void {
    const { publisher, standing } = this.group;
    if (reasonCode >= 0x80) {
      standing.refused(answerText('PUBREC', reasonCode, 5), this.readUs);
      publisher?.acknowledged(this.position, packetId, this.readUs, true);
      return;
    }
    publisher?.taken(this.position, packetId, this.readUs);
    acknowledge(PUBREL, packetId, this.socket);
  }

  pubcomp(packetId: number): void {
    this.group.publisher?.acknowledged(this.position, packetId, this.readUs, false);
  }

  pubrel(packetId: number): void {
    this.#unreleased?.delete(packetId);
    acknowledge(PUBCOMP, packetId, this.socket);
  }

  aliased(alias: number, hasTopic: boolean): void {
    this.#aliases ??= new IncomingAliases(this.group.plan.connect.topicAliasMaximum ?? 0);
    this.#aliases.use(alias, hasTopic);
  }

  publish(
    frames: Buffer,
    first: number,
    qos: number,
    packetId: number,
    from: number,
    to: number,
    propertiesFrom: number,
  ): void {
    // A copy of what was delivered already is acknowledged alone (OASIS MQTT 4.3.3).
    const copy = qos === 2 && this.#unreleased?.has(packetId) === true;
    if (!copy) this.delivered(frames, first, from, to, propertiesFrom);
    if (qos === 0) return;
    if (qos === 2) {
      this.#unreleased ??= new Set();
      this.#unreleased.add(packetId);
    }
    acknowledge(qos === 1 ? PUBACK : PUBREC, packetId, this.socket);
  }

  /** A message that did not come before. Its properties are in `frames[propertiesFrom, from)`. */
  protected delivered(
    frames: Buffer,
    first: number,
    from: number,
    to: number,
    _propertiesFrom: number,
  ): void {
    const dup = (first & DUP) !== 0;
    if ((first & RETAIN) !== 0)
      this.group.subscriber?.flagged(this.position, frames, from, to, this.readUs, dup);
    else this.group.subscriber?.arrived(this.position, frames, from, to, this.readUs, dup);
  }
}
