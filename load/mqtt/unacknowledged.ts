/**
 * What publishing clients keep of QoS 1 and 2 messages until they are acknowledged, to send them again over a session that
 * was kept (OASIS MQTT 4.4). Places are those of the in-flight windows, all clients in a row.
 */
import type { Ranges } from '../ranges.ts';

export class Unacknowledged {
  readonly sequence: Uint32Array;
  /** 1 = the broker has this QoS 2 message: its PUBREL is sent again, the message never (OASIS MQTT 4.3.3). */
  readonly taken: Uint8Array;
  readonly #again = new Map<number, Set<number>>();

  constructor(places: number) {
    this.sequence = new Uint32Array(places);
    this.taken = new Uint8Array(places);
  }

  /** A message is sent for the first time. */
  remember(place: number, sequence: number): void {
    this.sequence[place] = sequence;
    this.taken[place] = 0;
  }

  /** Places of [from, to) that are in use, in the order in which their messages were sent first (OASIS MQTT 4.6). */
  inOrder(from: number, to: number, inUse: Float64Array): number[] {
    const places: number[] = [];
    for (let place = from; place < to; place++) if (inUse[place] !== 0) places.push(place);
    return places.sort((a, b) => this.sequence[a]! - this.sequence[b]!);
  }

  /** The message there is sent again. */
  sentAgain(position: number, place: number): void {
    let sequences = this.#again.get(position);
    if (!sequences) {
      sequences = new Set();
      this.#again.set(position, sequences);
    }
    sequences.add(this.sequence[place]!);
  }

  /** Sequence numbers that were sent more than once, by position. */
  get again(): ReadonlyMap<number, Ranges> {
    return new Map(
      [...this.#again].map(([position, sequences]) => [
        position,
        [...sequences].sort((a, b) => a - b).flatMap((sequence) => [sequence, sequence + 1]),
      ]),
    );
  }
}
