/**
 * Whose turn it is in a closed loop: each client has some requests open, and may ask again when one of them is over. The
 * clients of a connection wait in a line of numbers; its length is known from the beginning.
 */
import type { Sharing } from '../../schedule.ts';
import { VirtualClients } from '../../virtual-clients.ts';

export class Turns {
  readonly #clients: VirtualClients;
  /** By position: where the line of the connection begins in `#line`. */
  readonly #from: Uint32Array;
  /** Places of clients among those of their connection. */
  readonly #line: Uint32Array;
  readonly #first: Uint32Array;
  readonly #waiting: Uint32Array;
  /** Sequence numbers, all clients of a connection after those of the one before. */
  readonly #next: Uint32Array;
  readonly #clientsFrom: Uint32Array;

  /** `connections`: their numbers. `inflight`: of each client. */
  constructor(sharing: Sharing, connections: Uint32Array, inflight: number) {
    this.#clients = new VirtualClients(sharing, connections);
    this.#clientsFrom = new Uint32Array(connections.length + 1);
    for (let position = 0; position < connections.length; position++)
      this.#clientsFrom[position + 1] = this.#clientsFrom[position]! + this.#clients.countAt(position);
    const clients = this.#clientsFrom[connections.length]!;
    this.#next = new Uint32Array(clients);
    this.#from = this.#clientsFrom.map((from) => from * inflight);
    this.#line = new Uint32Array(clients * inflight);
    this.#first = new Uint32Array(connections.length);
    this.#waiting = new Uint32Array(connections.length);
    for (let position = 0; position < connections.length; position++) {
      const count = this.#clients.countAt(position);
      const from = this.#from[position]!;
      this.#waiting[position] = count * inflight;
      for (let i = 0; i < count * inflight; i++) this.#line[from + i] = i % count;
    }
  }

  /** Somebody of the connection may ask. */
  isOpen(position: number): boolean {
    return this.#waiting[position]! > 0;
  }

  /** Who asks next: the client's place among those of its connection. */
  take(position: number): number {
    const from = this.#from[position]!;
    const at = this.#line[from + this.#first[position]!]!;
    this.#first[position] = (this.#first[position]! + 1) % (this.#from[position + 1]! - from);
    this.#waiting[position]!--;
    return at;
  }

  /** The number of the client's next request. */
  number(position: number, at: number): number {
    return this.#next[this.#clientsFrom[position]! + at]!++;
  }

  /** So many requests the client has asked. */
  asked(position: number, at: number): number {
    return this.#next[this.#clientsFrom[position]! + at]!;
  }

  /** The client may ask once more. */
  give(position: number, at: number): void {
    const from = this.#from[position]!;
    const length = this.#from[position + 1]! - from;
    this.#line[from + ((this.#first[position]! + this.#waiting[position]!) % length)] = at;
    this.#waiting[position]!++;
  }
}
