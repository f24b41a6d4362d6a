/** The subscribing clients of one group in one agent: whose message it is, and how it arrived. */
import {
  HEADER_BYTES,
  HEADER_WITH_LAG_BYTES,
  readClient,
  readIntendedUs,
  readLagUs,
  readRunTag,
  readSentAgain,
  readSequence,
} from '../payload.ts';
import type { Ranges } from '../ranges.ts';
import { SequenceTracker } from '../sequence-tracker.ts';
import { type Absence, Absences } from './absences.ts';
import { senderNumbers } from './group.ts';
import { longestHeaderless } from './payload/header.ts';
import type { Payload } from './payload/plan.ts';
import { TextHeader } from './payload/text-header.ts';
import type { GroupPlan, SubscriptionPlan } from './plan.ts';
import type { Recorder } from './recorder.ts';
import { Retained } from './retained.ts';
import { readSubscription } from './topic-index.ts';

/** A will that came to a subscribing client. */
export interface HeardWill {
  /** In the slice. */
  readonly position: number;
  /** Number in the header: see `willNumber`. */
  readonly will: number;
  /** Of the client whose will it is: which connection ended. */
  readonly connection: number;
  readonly atUs: number;
  /** It came before, and this is no copy that the broker sends again for want of an acknowledgement. */
  readonly duplicate: boolean;
}

/** What the clients say of themselves at the end, by position in the slice. */
export interface SubscriberAccount {
  /** Owed what is intended from then on; 0 = from the barrier. */
  readonly owedFromUs: Float64Array;
  /** 1 = it has the session that another group left. Empty: none has. */
  readonly takenUp: Uint8Array;
  readonly received: readonly ReadonlyMap<number, Ranges>[];
  /** How many retained messages came. */
  readonly retained: Uint32Array;
  /** Times that its clients were away and came back. */
  readonly absences: readonly Absence[];
  readonly wills: readonly HeardWill[];
}

/** Numbers [from, to) of the clients of a group that asks. */
export interface Askers {
  readonly from: number;
  readonly to: number;
}

export class Subscriber {
  readonly #recorder: Recorder;
  readonly #runTag: number;
  readonly #askers: readonly Askers[];
  readonly #senders: number;
  /** Messages without a header can only be counted: those of publishers are this long at most; -1 = there are none. */
  readonly #headerlessBytes: number;
  /** Null: no publisher has a header in its text. */
  readonly #texts: TextHeader | null;
  /** A message that one member does not get goes to another. */
  readonly #shared: boolean;
  readonly #trackers: Map<number, SequenceTracker>[];
  readonly #owedFromUs: Float64Array;
  /** 1 = the client has the session that another group left. */
  readonly #takenUp: Uint8Array;
  /** Live messages keep their RETAIN flag, too (OASIS MQTT 5 3.3.1.3). */
  readonly #asPublished: boolean;
  /** By position, what its own messages carry; null = a client gets what it publishes itself. */
  readonly #own: readonly (readonly number[])[] | null;
  readonly retained: Retained;
  /** Null: nobody comes back. */
  readonly absences: Absences | null;
  readonly #wills: HeardWill[] = [];
  #owedToUs = Number.POSITIVE_INFINITY;

  constructor(
    group: GroupPlan,
    subscriptions: readonly SubscriptionPlan[],
    indices: Uint32Array,
    recorder: Recorder,
    run: {
      readonly tag: number;
      readonly senders: number;
      readonly payloads: readonly Payload[];
      readonly returns: boolean;
      readonly expiryUs: number;
      readonly askers?: readonly Askers[];
    },
  ) {
    this.#askers = run.askers ?? [];
    const members = indices.length;
    this.#recorder = recorder;
    this.#runTag = run.tag;
    this.#senders = run.senders;
    this.#headerlessBytes = longestHeaderless(run.payloads);
    const texts = run.payloads.filter(({ payload }) => payload?.kind === 'text');
    this.#texts = texts.length > 0 ? new TextHeader(texts, run.tag) : null;
    this.#shared = subscriptions.some(({ filter }) => readSubscription(filter).share !== null);
    this.#asPublished = subscriptions.some(({ retainAsPublished }) => retainAsPublished);
    this.#own = subscriptions.every(({ noLocal }) => noLocal)
      ? Array.from(indices, (index) => senderNumbers(group, index))
      : null;
    this.retained = new Retained(subscriptions, members, recorder);
    this.#trackers = Array.from({ length: members }, () => new Map());
    this.#owedFromUs = new Float64Array(members);
    this.#takenUp = new Uint8Array(group.takesUp === undefined ? 0 : members);
    this.absences = run.returns ? new Absences(members, run.expiryUs, recorder) : null;
  }

  /** A group that joins late is owed what is intended after its SUBACK. */
  joined(position: number, atUs: number): void {
    this.#owedFromUs[position] = atUs;
  }

  /** Its session was left by another group: it is owed what was published since. */
  tookUp(position: number): void {
    this.#takenUp[position] = 1;
  }

  /** Nothing intended from then on is owed. */
  leaves(atUs: number): void {
    this.#owedToUs = atUs;
  }

  /**
   * A PUBLISH with the RETAIN flag. It was kept for who subscribes, and is no message of the load; with
   * retainAsPublished the flag does not tell (OASIS MQTT 5 3.3.1.3), and what is owed is taken for a message of the load.
   */
  flagged(position: number, frames: Buffer, from: number, to: number, atUs: number, dup: boolean): void {
    if (this.#asPublished && this.#isOwed(position, frames, from, to)) {
      this.arrived(position, frames, from, to, atUs, dup);
      return;
    }
    this.retained.arrived(position, atUs);
  }

  #isOwed(position: number, frames: Buffer, from: number, to: number): boolean {
    const inText = this.#texts?.read(frames, from, to) === true;
    const ours = inText || (to - from >= HEADER_BYTES && readRunTag(frames, from) === this.#runTag);
    if (!ours) return false;
    // When a will is due is not known here.
    if (readClient(inText ? this.#texts!.header : frames, inText ? 0 : from) >= this.#senders) return true;
    const intendedUs = inText ? readIntendedUs(this.#texts!.header, 0) : readIntendedUs(frames, from);
    return intendedUs >= this.#owedFromUs[position]!;
  }

  arrived(position: number, frames: Buffer, from: number, to: number, atUs: number, dup: boolean): void {
    const length = to - from;
    const inText = this.#texts?.read(frames, from, to) === true;
    const header = inText || (length >= HEADER_BYTES && readRunTag(frames, from) === this.#runTag);
    const source = inText ? this.#texts!.header : frames;
    const at = inText ? 0 : from;
    const publisher = header ? readClient(source, at) : 0;
    // Those of wills follow those of messages.
    if (!header || publisher >= 2 * this.#senders) {
      this.#recorder.count(length <= this.#headerlessBytes ? 'received' : 'foreign', atUs);
      return;
    }
    if (publisher >= this.#senders) {
      this.#willArrived(position, publisher, readSequence(source, at), atUs, dup);
      return;
    }
    const intendedUs = readIntendedUs(source, at);
    if (this.#isRequest(publisher)) {
      this.#recorder.count('unowed', atUs);
      return;
    }
    const own = this.#own !== null && this.#own[position]!.includes(publisher);
    const early = intendedUs < this.#owedFromUs[position]! && this.#takenUp[position] !== 1;
    if (own || early || intendedUs >= this.#owedToUs) {
      this.#recorder.count('unowed', atUs);
      return;
    }
    const caughtUp = this.absences?.caughtUp(position, intendedUs, atUs) ?? false;
    const tracker = this.#trackerOf(position, publisher);
    const { missing, empty } = tracker;
    const arrival = tracker.record(readSequence(source, at));
    // What was sent before a late subscriber joined is not missing, nor what another member of its share got.
    const explained = (empty && this.#owedFromUs[position]! > 0) || this.absences?.hasGaps(position);
    if (tracker.missing !== missing && !this.#shared && !explained)
      this.#recorder.overtaken(tracker.missing - missing);
    if (arrival === 'duplicated') {
      this.#recorder.count('received', intendedUs);
      // Its sender, or the broker, had no acknowledgement for the first one (OASIS MQTT 4.4).
      const again =
        (dup && caughtUp) || ((inText || length >= HEADER_WITH_LAG_BYTES) && readSentAgain(source, at));
      if (!again) this.#recorder.count('duplicated', intendedUs);
      return;
    }
    if (arrival === 'reordered') this.#recorder.count('reordered', intendedUs);
    this.#recorder.delivered(
      intendedUs,
      inText || length >= HEADER_WITH_LAG_BYTES ? readLagUs(source, at) : null,
      atUs,
    );
  }

  /** Requests of the plan are owed to nobody but who answers them. */
  #isRequest(publisher: number): boolean {
    for (const { from, to } of this.#askers) if (publisher >= from && publisher < to) return true;
    return false;
  }

  /** Whether it was owed, and since when, its own client knows: it counts when all accounts are together. */
  #willArrived(position: number, will: number, connection: number, atUs: number, dup: boolean): void {
    const again = this.#trackerOf(position, will).record(connection) === 'duplicated';
    this.#recorder.arrivedBesides(atUs);
    this.#wills.push({ position, will, connection, atUs, duplicate: again && !dup });
  }

  #trackerOf(position: number, publisher: number): SequenceTracker {
    const trackers = this.#trackers[position]!;
    let tracker = trackers.get(publisher);
    if (tracker === undefined) {
      tracker = new SequenceTracker();
      trackers.set(publisher, tracker);
    }
    return tracker;
  }

  account(): SubscriberAccount {
    return {
      retained: this.retained.counts,
      absences: this.absences?.list ?? [],
      wills: this.#wills,
      owedFromUs: this.#owedFromUs,
      takenUp: this.#takenUp,
      received: this.#trackers.map(
        (trackers) => new Map([...trackers].map(([publisher, tracker]) => [publisher, tracker.received])),
      ),
    };
  }
}
