/** Who of many is due next, one time each: a binary heap of numbers. Nothing is allocated for a time. */
export class DueHeap {
  readonly #dueUs: Float64Array;
  readonly #heap: Uint32Array;
  /** Place in the heap plus 1; 0 = not in it. */
  readonly #at: Uint32Array;
  #size = 0;

  /** For members 0…members−1. */
  constructor(members: number) {
    this.#dueUs = new Float64Array(members);
    this.#heap = new Uint32Array(members);
    this.#at = new Uint32Array(members);
  }

  /** Infinity: nobody is due. */
  get nextUs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#dueUs[this.#heap[0]!]!;
  }

  /** When a member is due; 0 for one that was never due. */
  dueUs(member: number): number {
    return this.#dueUs[member]!;
  }

  /** Sets when a member is due, in place of any time before. */
  set(member: number, dueUs: number): void {
    this.#dueUs[member] = dueUs;
    if (this.#at[member] === 0) this.#put(this.#size++, member);
    this.#rise(this.#at[member]! - 1);
    this.#sink(this.#at[member]! - 1);
  }

  /** Takes out who is due first. Of members that are due at the same time the lowest comes first. */
  take(): number {
    const first = this.#heap[0]!;
    this.#at[first] = 0;
    const last = this.#heap[--this.#size]!;
    if (this.#size > 0) {
      this.#put(0, last);
      this.#sink(0);
    }
    return first;
  }

  clear(): void {
    this.#size = 0;
    this.#at.fill(0);
  }

  #put(place: number, member: number): void {
    this.#heap[place] = member;
    this.#at[member] = place + 1;
  }

  #rise(from: number): void {
    const member = this.#heap[from]!;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#before(member, this.#heap[parent]!)) break;
      this.#put(place, this.#heap[parent]!);
      place = parent;
    }
    this.#put(place, member);
  }

  #sink(from: number): void {
    const member = this.#heap[from]!;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#before(this.#heap[child]!, member)) break;
      this.#put(place, this.#heap[child]!);
      place = child;
    }
    this.#put(place, member);
  }

  #before(a: number, b: number): boolean {
    const difference = this.#dueUs[a]! - this.#dueUs[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }
}
