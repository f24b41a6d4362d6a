/**
 * The clients of a group that publish in several ways. Each way has a Publisher with packet identifiers of its own; what
 * is unacknowledged on a connection is theirs together, because Receive Maximum counts it so (OASIS MQTT 5 3.3.4).
 */
import type { WindowTimes } from '../windows.ts';
import type { InFlight } from './in-flight.ts';
import type { Publisher } from './publisher.ts';
import type { PublisherAccount } from './publisher-account.ts';

export class Publishers {
  readonly #all: readonly Publisher[];
  readonly #inFlight: InFlight;
  /** Whose turn it is where all wait for the same room. */
  #turn = 0;

  constructor(all: readonly Publisher[], inFlight: InFlight) {
    this.#all = all;
    this.#inFlight = inFlight;
  }

  limitWindow(position: number, receiveMaximum: number): void {
    this.#inFlight.limit(position, receiveMaximum);
  }

  begin(clients: number, originUs: number, endUs: number, times: WindowTimes): void {
    for (const publisher of this.#all) publisher.begin(clients, originUs, endUs, times);
  }

  cutShort(atUs: number): void {
    for (const publisher of this.#all) publisher.cutShort(atUs);
  }

  get nextUs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const publisher of this.#all) if (publisher.nextUs < next) next = publisher.nextUs;
    return next;
  }

  turn(dueUntilUs: number, budget: number): void {
    for (const publisher of this.#all) publisher.turn(dueUntilUs, budget);
  }

  taken(position: number, packetId: number, atUs: number): void {
    this.#of(packetId)?.taken(position, packetId, atUs);
  }

  acknowledged(position: number, packetId: number, atUs: number, refused: boolean): void {
    this.#of(packetId)?.acknowledged(position, packetId, atUs, refused);
    // The room may be what another one waits for.
    this.free(position, atUs);
  }

  abandon(position: number): void {
    for (const publisher of this.#all) publisher.abandon(position);
  }

  reconnected(position: number): void {
    for (const publisher of this.#all) publisher.reconnected(position);
  }

  back(position: number, atUs: number): void {
    for (const publisher of this.#all) publisher.back(position, atUs);
  }

  free(position: number, sinceUs: number): void {
    const { length } = this.#all;
    this.#turn = (this.#turn + 1) % length;
    for (let i = 0; i < length; i++) this.#all[(this.#turn + i) % length]!.free(position, sinceUs);
  }

  close(): void {
    for (const publisher of this.#all) publisher.close();
  }

  get lastOwnLateUs(): number {
    let last = 0;
    for (const { lastOwnLateUs } of this.#all) if (lastOwnLateUs > last) last = lastOwnLateUs;
    return last;
  }

  account(): PublisherAccount {
    const [first, ...also] = this.#all.map((publisher) => publisher.account());
    return { ...first!, also };
  }

  #of(packetId: number): Publisher | undefined {
    for (const publisher of this.#all) if (packetId <= publisher.lastPacketId) return publisher;
    return undefined;
  }
}
