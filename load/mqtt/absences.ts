/**
 * When the subscribing clients of one group in one agent were away, and what they caught up with when they came back.
 * Flat arrays by position in the slice.
 */
import type { Recorder } from './recorder.ts';

/** A time that a client was away. */
export interface Absence {
  readonly position: number;
  readonly fromUs: number;
  /** Connected again, and subscribed where its session was gone. Infinity: never. */
  readonly toUs: number;
  /** Its session was there all the time. */
  readonly kept: boolean;
  /** When the last message of that time came, if any came. */
  drainedUs?: number;
}

export class Absences {
  readonly #recorder: Recorder;
  readonly #list: Absence[] = [];
  /** Of each client that is back from one. */
  readonly #latest = new Map<number, Absence>();
  /** 0 = it is there. */
  readonly #sinceUs: Float64Array;
  readonly #renewed: Uint8Array;
  /** Messages may expire that are older. Infinity: none does. */
  readonly #expiryUs: number;
  /** 1 = its session was gone once, or messages expired: what it did not get by then is not missing. */
  readonly #gapped: Uint8Array;
  /** Of the last return to a kept session: what is due before its CONNACK was owed meanwhile; 0 = none. */
  readonly #owedUntilUs: Float64Array;
  /** When that return was due, and when the last of those messages came. */
  readonly #dueUs: Float64Array;
  readonly #drainedUs: Float64Array;

  constructor(members: number, expiryUs: number, recorder: Recorder) {
    this.#recorder = recorder;
    this.#expiryUs = expiryUs;
    this.#sinceUs = new Float64Array(members);
    this.#renewed = new Uint8Array(members);
    this.#gapped = new Uint8Array(members);
    this.#owedUntilUs = new Float64Array(members);
    this.#dueUs = new Float64Array(members);
    this.#drainedUs = new Float64Array(members);
  }

  /** It left, or its connection was lost. */
  away(position: number, atUs: number): void {
    this.#settle(position);
    // A connection that was lost before its SUBACK ends no absence.
    if (this.#sinceUs[position] !== 0) return;
    this.#sinceUs[position] = atUs;
    this.#renewed[position] = 0;
  }

  /** Its session is there: what was published meanwhile comes now. */
  resumed(position: number, dueUs: number, atUs: number): void {
    this.#dueUs[position] = dueUs;
    this.#owedUntilUs[position] = atUs;
    if (atUs - this.#sinceUs[position]! > this.#expiryUs) this.#gapped[position] = 1;
  }

  /** Its session is gone. */
  renewed(position: number): void {
    this.#renewed[position] = 1;
    this.#gapped[position] = 1;
  }

  /** Whether gaps in what it gets say nothing. */
  hasGaps(position: number): boolean {
    return this.#gapped[position] === 1;
  }

  back(position: number, atUs: number): void {
    const fromUs = this.#sinceUs[position]!;
    const absence: Absence = { position, fromUs, toUs: atUs, kept: this.#renewed[position] === 0 };
    this.#list.push(absence);
    this.#latest.set(position, absence);
    this.#sinceUs[position] = 0;
  }

  /** Whether a message that arrived was owed from the time away. */
  caughtUp(position: number, intendedUs: number, atUs: number): boolean {
    if (intendedUs >= this.#owedUntilUs[position]!) return false;
    this.#drainedUs[position] = atUs;
    return true;
  }

  /** Nobody comes back any more. */
  close(): void {
    for (let position = 0; position < this.#sinceUs.length; position++) this.#settle(position);
  }

  get list(): readonly Absence[] {
    return this.#list;
  }

  /** The last message owed has come. */
  #settle(position: number): void {
    const drainedUs = this.#drainedUs[position]!;
    const dueUs = this.#dueUs[position]!;
    if (drainedUs > 0) {
      this.#recorder.returned('resume.drained', dueUs, drainedUs - dueUs);
      const absence = this.#latest.get(position);
      if (absence && this.#sinceUs[position] === 0) absence.drainedUs = drainedUs;
    }
    this.#drainedUs[position] = 0;
    this.#owedUntilUs[position] = 0;
  }
}
