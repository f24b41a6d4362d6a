/** When the slow consumers of one group in one agent take their next message. Flat arrays by position; no timer per client. */
import { DueHeap } from '../due-heap.ts';

/** A client that was served late, or that had nothing to take, makes up for so much time at most. */
const CATCH_UP_US = 100_000;

export interface SlowReader {
  /** It may take what waits for it. */
  readOn(): void;
}

export class ReadPace {
  readonly #intervalUs: number;
  readonly #wake: () => void;
  /** When it may take the next one. */
  readonly #freeUs: Float64Array;
  /** Those for whom a message waits. */
  readonly #waiting: DueHeap;
  #readers: readonly SlowReader[] = [];

  constructor(perSecond: number, readers: number, wake: () => void) {
    this.#intervalUs = 1e6 / perSecond;
    this.#wake = wake;
    this.#freeUs = new Float64Array(readers);
    this.#waiting = new DueHeap(readers);
  }

  /** One a client, by position. */
  serve(readers: readonly SlowReader[]): void {
    this.#readers = readers;
  }

  get nextUs(): number {
    return this.#waiting.nextUs;
  }

  turn(untilUs: number): void {
    while (this.#waiting.nextUs <= untilUs) this.#readers[this.#waiting.take()]!.readOn();
  }

  /** Whether it may take a message now. When it may not, it is told to read on as soon as it may. */
  mayTake(position: number, atUs: number): boolean {
    const freeUs = this.#freeUs[position]!;
    if (freeUs > atUs) {
      this.#waiting.set(position, freeUs);
      if (this.#waiting.nextUs === freeUs) this.#wake();
      return false;
    }
    this.#freeUs[position] = Math.max(freeUs, atUs - CATCH_UP_US) + this.#intervalUs;
    return true;
  }
}
