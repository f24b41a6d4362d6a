/** Packet identifiers, and so messages without an acknowledgement (OASIS MQTT 2.2.1). */
const MOST = 65_535;

/** Messages without an acknowledgement of each client, by position in the slice, whichever publisher sent them. */
export class InFlight {
  readonly #counts: Uint16Array;
  readonly #limits: Uint16Array;

  constructor(clients: number) {
    this.#counts = new Uint16Array(clients);
    this.#limits = new Uint16Array(clients).fill(MOST);
  }

  limit(position: number, most: number): void {
    this.#limits[position] = most;
  }

  room(position: number): boolean {
    return this.#counts[position]! < this.#limits[position]!;
  }

  add(position: number, messages: number): void {
    this.#counts[position]! += messages;
  }
}
