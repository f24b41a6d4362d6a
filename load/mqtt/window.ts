/**
 * The in-flight windows of the clients of one publisher: which QoS 1 and 2 messages wait for an acknowledgement, and by
 * which packet identifier (OASIS MQTT 2.2.1). Flat arrays: each client has as many places as its window is wide, one client
 * after the other. Nothing is allocated for a message.
 */

import { connectionsOf } from './group.ts';
import type { InFlight } from './in-flight.ts';
import type { GroupPlan, PublishPlan } from './plan.ts';
import { Unacknowledged } from './unacknowledged.ts';

const OPEN_LOOP_WINDOW_S = 10;
const LEAST = 16;
const MOST = 256;

/** Beside other publishers of the same clients. */
export interface Beside {
  /** Identifiers up to this one are theirs. */
  readonly idsBefore: number;
  readonly together: InFlight;
}

/** Of what clients who share a connection have in flight. There are 65,535 identifiers, and up to 64 publications (OASIS MQTT 2.2.1). */
const MOST_SHARED = 1000;

/** A closed loop says how many; an open one needs as many as may be due while the broker answers late. */
export function placesOf(group: GroupPlan, { pace }: PublishPlan): number {
  const clients = group.clients / connectionsOf(group);
  if (pace.model === 'closed') return Math.min(MOST_SHARED, Math.ceil(pace.inflight * clients));
  const due = Math.ceil((OPEN_LOOP_WINDOW_S * 1e6 * clients) / pace.periodUs);
  return Math.min(clients > 1 ? MOST_SHARED : MOST, Math.max(LEAST, due));
}

export class Window {
  /** By place: when its message was due. */
  readonly intendedUs: Float64Array;
  /**
   * By place: service time counts from here, the real write or, for a message that waited for the target, when it was
   * due. 0 = the place is free.
   */
  readonly serviceFromUs: Float64Array;
  /** Null: nothing is sent again. */
  readonly memory: Unacknowledged | null;
  readonly #places: number;
  /** Messages a client may have in flight: its places, or less when the broker's Receive Maximum says so. */
  readonly #width: Uint16Array;
  readonly #inflight: Uint16Array;
  /** Where the next free place is looked for. */
  readonly #at: Uint16Array;
  readonly #idsBefore: number;
  /** Null: no other publisher has the same clients. */
  readonly #together: InFlight | null;
  /** Sent, and forgotten with their session. */
  #abandoned = 0;

  /** `clients`: that have a connection of their own, or the connections that they share. */
  constructor(group: GroupPlan, publish: PublishPlan, clients: number, beside: Beside | null) {
    const { connect } = group;
    this.#places = placesOf(group, publish);
    this.#idsBefore = beside?.idsBefore ?? 0;
    this.#together = beside?.together ?? null;
    const all = clients * this.#places;
    this.intendedUs = new Float64Array(all);
    this.serviceFromUs = new Float64Array(all);
    this.memory = connect.reconnect && !connect.cleanStart ? new Unacknowledged(all) : null;
    this.#width = new Uint16Array(clients).fill(this.#places);
    this.#inflight = new Uint16Array(clients);
    this.#at = new Uint16Array(clients);
  }

  /** The highest identifier of its packets. */
  get lastPacketId(): number {
    return this.#idsBefore + this.#places;
  }

  /** Messages without an acknowledgement, those of ended sessions too. */
  get unacknowledged(): number {
    return this.#inflight.reduce((sum, count) => sum + count, this.#abandoned);
  }

  /** The broker accepts no more unacknowledged messages than this (OASIS MQTT 5 3.2.2.3.3). */
  limit(position: number, receiveMaximum: number): void {
    this.#width[position] = Math.min(this.#places, receiveMaximum);
  }

  /** One more message may be sent. */
  room(position: number): boolean {
    return this.#inflight[position]! < this.#width[position]! && this.#together?.room(position) !== false;
  }

  /** A message takes a free place, which there has to be; returns its packet identifier. */
  take(position: number, sequence: number, dueUs: number, serviceFromUs: number): number {
    const base = position * this.#places;
    let at = this.#at[position]!;
    while (this.serviceFromUs[base + at] !== 0) at = at + 1 === this.#places ? 0 : at + 1;
    this.#at[position] = at + 1 === this.#places ? 0 : at + 1;
    this.#inflight[position]!++;
    this.#together?.add(position, 1);
    this.intendedUs[base + at] = dueUs;
    this.serviceFromUs[base + at] = serviceFromUs;
    if (this.memory) this.memory.remember(base + at, sequence);
    return this.#idsBefore + at + 1;
  }

  /** The place of a message in flight; -1 = no message of this publisher has the identifier. */
  placeOf(position: number, packetId: number): number {
    const number = packetId - this.#idsBefore;
    if (number < 1 || number > this.#places) return -1;
    const place = position * this.#places + number - 1;
    return this.serviceFromUs[place] === 0 ? -1 : place;
  }

  packetIdOf(position: number, place: number): number {
    return this.#idsBefore + place - position * this.#places + 1;
  }

  release(position: number, place: number): void {
    this.serviceFromUs[place] = 0;
    this.#inflight[position]!--;
    this.#together?.add(position, -1);
  }

  /** The session is gone, and what was not acknowledged with it. */
  abandon(position: number): void {
    const from = position * this.#places;
    this.serviceFromUs.fill(0, from, from + this.#places);
    this.#abandoned += this.#inflight[position]!;
    this.#together?.add(position, -this.#inflight[position]!);
    this.#inflight[position] = 0;
  }

  /** Places of what is to be sent again, in the order in which it was sent first. */
  toSendAgain(position: number): readonly number[] {
    const from = position * this.#places;
    return this.memory?.inOrder(from, from + this.#places, this.serviceFromUs) ?? [];
  }
}
