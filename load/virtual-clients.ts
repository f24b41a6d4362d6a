/**
 * Which client of a group sends message n of a connection. Client v has connection v modulo connections, so each
 * connection has as many clients as any other, or one more. They send in the order in which they are due: one after the
 * other, again and again. So all that has to be known of a client is how many messages its connection has sent.
 */
import type { Sharing } from './schedule.ts';

export class VirtualClients {
  /** By position in the slice: the connection's number, which is its first client. */
  readonly #first: Uint32Array;
  readonly #connections: number;
  readonly #clients: number;

  /** `numbers`: of the slice's connections. */
  constructor({ clients, connections }: Sharing, numbers: Uint32Array) {
    this.#first = numbers;
    this.#connections = connections;
    this.#clients = clients;
  }

  /** How many clients share a connection. */
  countAt(position: number): number {
    return Math.ceil((this.#clients - this.#first[position]!) / this.#connections);
  }

  /** The client, by its index in the group, whose message is the n-th of a connection, from 0. */
  clientOf(position: number, n: number): number {
    const first = this.#first[position]!;
    return this.#connections === this.#clients
      ? first
      : first + (n % this.countAt(position)) * this.#connections;
  }

  /** The sequence number of that message with its client. */
  sequenceOf(position: number, n: number): number {
    return this.#connections === this.#clients ? n : Math.floor(n / this.countAt(position));
  }

  /** How many of the first n messages of a connection are those of its client number `at`, from 0. */
  sentBy(position: number, at: number, n: number): number {
    return Math.max(0, Math.ceil((n - at) / this.countAt(position)));
  }

  /** The place of a client among those of its connection, from 0; -1: it has another connection, or is none of the group. */
  placeOf(position: number, client: number): number {
    const after = client - this.#first[position]!;
    return after >= 0 && client < this.#clients && after % this.#connections === 0
      ? after / this.#connections
      : -1;
  }
}
