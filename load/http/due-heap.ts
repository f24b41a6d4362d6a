/**
 * Which user is due next: a binary heap of times in flat arrays. A user that left stays in it until its time: who
 * pops it has to look whether it is still due.
 */
export class DueHeap {
  #timeUs = new Float64Array(64);
  #users = new Uint32Array(64);
  #size = 0;

  /** Infinity when nobody is due. */
  get nextUs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#timeUs[0]!;
  }

  push(user: number, timeUs: number): void {
    if (this.#size === this.#users.length) this.#grow();
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#timeUs[parent]! <= timeUs) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#timeUs[at] = timeUs;
    this.#users[at] = user;
  }

  /** The user that is due first; call only when `nextUs` is finite. */
  pop(): number {
    const first = this.#users[0]!;
    const last = --this.#size;
    const timeUs = this.#timeUs[last]!;
    const user = this.#users[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.#timeUs[child + 1]! < this.#timeUs[child]!) child++;
      if (this.#timeUs[child]! >= timeUs) break;
      this.#move(child, at);
      at = child;
    }
    this.#timeUs[at] = timeUs;
    this.#users[at] = user;
    return first;
  }

  #grow(): void {
    const timeUs = new Float64Array(this.#size * 2);
    const users = new Uint32Array(this.#size * 2);
    timeUs.set(this.#timeUs);
    users.set(this.#users);
    this.#timeUs = timeUs;
    this.#users = users;
  }

  #move(from: number, to: number): void {
    this.#timeUs[to] = this.#timeUs[from]!;
    this.#users[to] = this.#users[from]!;
  }
}
