/**
 * The open-loop schedule. Every client of a group sends once a period; phases are spread evenly
 * over it, so the group as a whole sends at a steady rate. Intended times follow from numbers
 * alone (client index, sequence number): any slicing of the clients gives the same sends.
 */

import { Arrivals } from './arrivals.ts';
import type { ArrivalsPlan } from './arrivals-plan.ts';

export interface Cadence {
  /** Intended time of client 0's first message. */
  readonly originUs: number;
  readonly periodUs: number;
  /** Clients of the whole group, not of a slice; Infinity: all are due at the same moment. */
  readonly clients: number;
  /** When messages do not follow one another evenly: when each is due, after `originUs`. */
  readonly arrivals?: Arrivals;
}

/**
 * Intended time of message `sequence` (from 0) of client `index`, in whole microseconds: what the
 * payload carries and what the ledger compares must be the same number.
 */
export function intendedUs(cadence: Cadence, index: number, sequence: number): number {
  const { arrivals, clients } = cadence;
  if (arrivals) return Math.round(cadence.originUs + arrivals.dueUs(sequence * clients + index));
  return Math.round(cadence.originUs + (sequence + index / cadence.clients) * cadence.periodUs);
}

/** The cadence of a group in an open loop. */
export function cadenceOf(
  { periodUs, together, arrivals }: OpenPace,
  clients: number,
  { originUs, measureStartUs }: { readonly originUs: number; readonly measureStartUs: number },
): Cadence {
  if (!arrivals) return { originUs, periodUs, clients: together ? Number.POSITIVE_INFINITY : clients };
  // The warm-up has the rate of the first step, and is no part of it.
  const [first, ...rest] = arrivals.steps;
  const durationUs = first.durationUs + Math.max(0, measureStartUs - originUs);
  const steps = [{ ...first, durationUs }, ...rest] as const;
  return { originUs, periodUs, clients, arrivals: new Arrivals({ ...arrivals, steps }) };
}

/** How a group publishes in an open loop. */
export interface OpenPace {
  /** Of one client; with steps, that of the highest rate. */
  readonly periodUs: number;
  readonly together?: true;
  readonly arrivals?: ArrivalsPlan;
}

/** Sequence number of client `index`'s first message intended at or after `timeUs`: also how many come before it. */
export function firstSequenceAt(cadence: Cadence, index: number, timeUs: number): number {
  const { arrivals, clients } = cadence;
  // Intended times are whole microseconds: half of one earlier is rounded up to this.
  if (arrivals)
    return Math.max(0, Math.ceil((arrivals.firstAt(timeUs - cadence.originUs - 0.5) - index) / clients));
  const guess = Math.max(
    0,
    Math.ceil((timeUs - cadence.originUs) / cadence.periodUs - index / cadence.clients),
  );
  // Floating point may be off by one either way; intendedUs is the truth.
  if (guess > 0 && intendedUs(cadence, index, guess - 1) >= timeUs) return guess - 1;
  return intendedUs(cadence, index, guess) < timeUs ? guess + 1 : guess;
}

/** How many messages of the whole group are due before `timeUs`. */
export function messagesBefore({ originUs, periodUs, clients, arrivals }: Cadence, timeUs: number): number {
  if (arrivals) return arrivals.firstAt(timeUs - originUs - 0.5);
  const stepUs = clients === Number.POSITIVE_INFINITY ? periodUs : periodUs / clients;
  return Math.max(0, Math.ceil((timeUs - originUs) / stepUs));
}

/** Clients over connections, as many or fewer: client n sends over connection n modulo `connections`. */
export interface Sharing {
  readonly clients: number;
  readonly connections: number;
}

const NOT_SHARED: Sharing = { clients: 0, connections: 0 };

/**
 * One walk over what is due, for the clients of one slice (indices ascending). Their phases ascend
 * with the index, so the due list is the client list again and again: a cursor is all the state.
 * Where clients share connections, the indices are those of connections.
 */
export class Walk {
  readonly #cadence: Cadence;
  readonly #indices: ArrayLike<number>;
  #endUs: number;
  readonly #messages: number;
  readonly #sharing: Sharing;
  #position = 0;
  #sequence = 0;
  /** Where connections are shared: client 0 of the round of the connections. */
  #firstOfRound = 0;
  /** Intended time of the next message; Infinity when there is none before the end. */
  nextUs: number;

  /** `endUs` is exclusive; `messages`: of each client at most. */
  constructor(
    cadence: Cadence,
    indices: ArrayLike<number>,
    endUs: number,
    messages = Number.POSITIVE_INFINITY,
    sharing = NOT_SHARED,
  ) {
    this.#messages = messages;
    this.#sharing = sharing;
    this.#cadence = cadence;
    this.#indices = indices;
    this.#endUs = endUs;
    this.nextUs = this.#intended();
  }

  /** Position in the slice of the client, or connection, whose message is next. */
  get position(): number {
    return this.#position;
  }

  /** Nothing from `atUs` on is due any more. */
  endAt(atUs: number): void {
    this.#endUs = Math.min(this.#endUs, atUs);
    this.nextUs = this.#intended();
  }

  advance(): void {
    const { clients, connections } = this.#sharing;
    const next = this.#indices[++this.#position];
    if (next === undefined || (connections > 0 && this.#firstOfRound + next >= clients)) {
      this.#position = 0;
      this.#firstOfRound += connections;
      if (this.#firstOfRound + this.#indices[0]! >= clients) {
        this.#firstOfRound = 0;
        this.#sequence++;
      }
    }
    this.nextUs = this.#intended();
  }

  #intended(): number {
    const index = this.#indices[this.#position];
    if (index === undefined || this.#sequence >= this.#messages) return Number.POSITIVE_INFINITY;
    const timeUs = intendedUs(this.#cadence, this.#firstOfRound + index, this.#sequence);
    return timeUs < this.#endUs ? timeUs : Number.POSITIVE_INFINITY;
  }
}
