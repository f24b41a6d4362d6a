/** What is due when, where what comes later is due later: a ring that grows up to the most that were in it at once. */
const FIRST_CAPACITY = 256;

export class Timetable {
  #members = new Uint32Array(FIRST_CAPACITY);
  #dueUs = new Float64Array(FIRST_CAPACITY);
  #first = 0;
  #count = 0;

  /** Infinity: nothing is due. */
  get nextUs(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : this.#dueUs[this.#first]!;
  }

  /** `dueUs`: no earlier than that of the one before. */
  add(member: number, dueUs: number): void {
    if (this.#count === this.#members.length) this.#grow();
    const at = (this.#first + this.#count++) % this.#members.length;
    this.#members[at] = member;
    this.#dueUs[at] = dueUs;
  }

  /** The one that is due first; there has to be one. */
  take(): number {
    const member = this.#members[this.#first]!;
    this.#first = (this.#first + 1) % this.#members.length;
    this.#count--;
    return member;
  }

  #grow(): void {
    const { length } = this.#members;
    const members = new Uint32Array(2 * length);
    const dueUs = new Float64Array(2 * length);
    for (let i = 0; i < length; i++) {
      members[i] = this.#members[(this.#first + i) % length]!;
      dueUs[i] = this.#dueUs[(this.#first + i) % length]!;
    }
    this.#members = members;
    this.#dueUs = dueUs;
    this.#first = 0;
  }
}
