/**
 * The open-loop schedule. Every client of a group sends once a period; phases are spread evenly
 * over it, so the group as a whole sends at a steady rate. Intended times follow from numbers
 * alone (client index, sequence number): any slicing of the clients gives the same sends.
 */

export interface Cadence {
  /** Intended time of client 0's first message. */
  readonly originUs: number;
  readonly periodUs: number;
  /** Clients of the whole group, not of a slice; Infinity: all are due at the same moment. */
  readonly clients: number;
}

/**
 * Intended time of message `sequence` (from 0) of client `index`, in whole microseconds: what the
 * payload carries and what the ledger compares must be the same number.
 */
export function intendedUs(cadence: Cadence, index: number, sequence: number): number {
  return Math.round(cadence.originUs + (sequence + index / cadence.clients) * cadence.periodUs);
}

/** The cadence of a group in an open loop. */
export const cadenceOf = (
  { periodUs, together }: { readonly periodUs: number; readonly together?: true },
  clients: number,
  originUs: number,
): Cadence => ({ originUs, periodUs, clients: together ? Number.POSITIVE_INFINITY : clients });

/** Sequence number of client `index`'s first message intended at or after `timeUs`: also how many come before it. */
export function firstSequenceAt(cadence: Cadence, index: number, timeUs: number): number {
  const guess = Math.max(
    0,
    Math.ceil((timeUs - cadence.originUs) / cadence.periodUs - index / cadence.clients),
  );
  // Floating point may be off by one either way; intendedUs is the truth.
  if (guess > 0 && intendedUs(cadence, index, guess - 1) >= timeUs) return guess - 1;
  return intendedUs(cadence, index, guess) < timeUs ? guess + 1 : guess;
}

/**
 * One walk over what is due, for the clients of one slice (indices ascending). Their phases ascend
 * with the index, so the due list is the client list again and again: a cursor is all the state.
 */
export class Walk {
  readonly #cadence: Cadence;
  readonly #indices: ArrayLike<number>;
  #endUs: number;
  #position = 0;
  #sequence = 0;
  /** Intended time of the next message; Infinity when there is none before the end. */
  nextUs: number;

  /** `endUs` is exclusive. */
  constructor(cadence: Cadence, indices: ArrayLike<number>, endUs: number) {
    this.#cadence = cadence;
    this.#indices = indices;
    this.#endUs = endUs;
    this.nextUs = this.#intended();
  }

  /** Position in the slice of the client whose message is next. */
  get position(): number {
    return this.#position;
  }

  /** Nothing from `atUs` on is due any more. */
  endAt(atUs: number): void {
    this.#endUs = Math.min(this.#endUs, atUs);
    this.nextUs = this.#intended();
  }

  advance(): void {
    if (++this.#position === this.#indices.length) {
      this.#position = 0;
      this.#sequence++;
    }
    this.nextUs = this.#intended();
  }

  #intended(): number {
    const index = this.#indices[this.#position];
    if (index === undefined) return Number.POSITIVE_INFINITY;
    const timeUs = intendedUs(this.#cadence, index, this.#sequence);
    return timeUs < this.#endUs ? timeUs : Number.POSITIVE_INFINITY;
  }
}
