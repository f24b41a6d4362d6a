/** The values of something over a time of any length, in memory that does not grow with it. Pure. */
const MOST = 4096;

export class Course<Reading> {
  #kept: Reading[] = [];
  /** Of so many one is kept. */
  #stride = 1;
  #count = 0;
  #last: Reading | null = null;

  add(reading: Reading): void {
    this.#last = reading;
    if (this.#count++ % this.#stride !== 0) return;
    this.#kept.push(reading);
    if (this.#kept.length <= MOST) return;
    this.#stride *= 2;
    this.#kept = this.#kept.filter((_, number) => number % 2 === 0);
  }

  get last(): Reading | null {
    return this.#last;
  }

  /** Evenly spread from the first one on, and the last one. */
  get readings(): readonly Reading[] {
    const last = this.#last;
    return last === null || this.#kept.at(-1) === last ? this.#kept : [...this.#kept, last];
  }
}
