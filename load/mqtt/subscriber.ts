/** The subscribing clients of one group in one agent: whose message it is, and how it arrived. */
import {
  HEADER_BYTES,
  HEADER_WITH_LAG_BYTES,
  readClient,
  readIntendedUs,
  readLagUs,
  readRunTag,
  readSequence,
} from '../payload.ts';
import type { Ranges } from '../ranges.ts';
import { SequenceTracker } from '../sequence-tracker.ts';
import type { Recorder } from './recorder.ts';

/** What the clients say of themselves at the end, by position in the slice. */
export interface SubscriberAccount {
  /** Owed what is intended from then on; 0 = from the barrier. */
  readonly owedFromUs: Float64Array;
  readonly received: readonly ReadonlyMap<number, Ranges>[];
}

export class Subscriber {
  readonly #recorder: Recorder;
  readonly #runTag: number;
  readonly #clients: number;
  /** Some publisher's payload is too small for a header: its messages can only be counted. */
  readonly #headerless: boolean;
  /** A message that one member does not get goes to another. */
  readonly #shared: boolean;
  readonly #trackers: Map<number, SequenceTracker>[];
  readonly #owedFromUs: Float64Array;
  #owedToUs = Number.POSITIVE_INFINITY;

  constructor(
    members: number,
    recorder: Recorder,
    run: { tag: number; clients: number; headerless: boolean; shared: boolean },
  ) {
    this.#recorder = recorder;
    this.#runTag = run.tag;
    this.#clients = run.clients;
    this.#headerless = run.headerless;
    this.#shared = run.shared;
    this.#trackers = Array.from({ length: members }, () => new Map());
    this.#owedFromUs = new Float64Array(members);
  }

  /** A group that joins late is owed what is intended after its SUBACK. */
  joined(position: number, atUs: number): void {
    this.#owedFromUs[position] = atUs;
  }

  /** Nothing intended from then on is owed. */
  leaves(atUs: number): void {
    this.#owedToUs = atUs;
  }

  arrived(position: number, frames: Buffer, from: number, to: number, atUs: number): void {
    const length = to - from;
    const header = length >= HEADER_BYTES && readRunTag(frames, from) === this.#runTag;
    const publisher = header ? readClient(frames, from) : 0;
    if (!header || publisher >= this.#clients) {
      this.#recorder.count(this.#headerless && length < HEADER_BYTES ? 'received' : 'foreign', atUs);
      return;
    }
    const intendedUs = readIntendedUs(frames, from);
    if (intendedUs < this.#owedFromUs[position]! || intendedUs >= this.#owedToUs) {
      this.#recorder.count('unowed', atUs);
      return;
    }
    const trackers = this.#trackers[position]!;
    let tracker = trackers.get(publisher);
    if (tracker === undefined) {
      tracker = new SequenceTracker();
      trackers.set(publisher, tracker);
    }
    const { missing, empty } = tracker;
    const arrival = tracker.record(readSequence(frames, from));
    // What was sent before a late subscriber joined is not missing, nor what another member of its share got.
    if (tracker.missing !== missing && !this.#shared && !(empty && this.#owedFromUs[position]! > 0))
      this.#recorder.overtaken(tracker.missing - missing);
    if (arrival === 'duplicated') {
      this.#recorder.count('received', intendedUs);
      this.#recorder.count('duplicated', intendedUs);
      return;
    }
    if (arrival === 'reordered') this.#recorder.count('reordered', intendedUs);
    this.#recorder.delivered(
      intendedUs,
      length >= HEADER_WITH_LAG_BYTES ? readLagUs(frames, from) : null,
      atUs,
    );
  }

  account(): SubscriberAccount {
    return {
      owedFromUs: this.#owedFromUs,
      received: this.#trackers.map(
        (trackers) => new Map([...trackers].map(([publisher, tracker]) => [publisher, tracker.received])),
      ),
    };
  }
}
