import { type Ranges, without } from './ranges.ts';

export type Arrival = 'in order' | 'reordered' | 'duplicated';

/**
 * What one receiver saw of one publisher's sequence numbers (0, 1, 2, …). In order costs a
 * comparison; memory grows with gaps, not with messages.
 * Reordered is RFC 4737's sense: below the next expected number and not seen before.
 */
export class SequenceTracker {
  /** One above the highest number seen. */
  #next = 0;
  /** Below `#next` and not seen. */
  readonly #missing: number[] = [];
  duplicated = 0;
  reordered = 0;
  /** How many numbers below the highest one have not been seen. */
  missing = 0;

  record(sequence: number): Arrival {
    if (sequence === this.#next) {
      this.#next = sequence + 1;
      return 'in order';
    }
    if (sequence > this.#next) {
      this.#missing.push(this.#next, sequence);
      this.missing += sequence - this.#next;
      this.#next = sequence + 1;
      return 'in order';
    }
    if (this.#take(sequence)) {
      this.reordered++;
      this.missing--;
      return 'reordered';
    }
    this.duplicated++;
    return 'duplicated';
  }

  get empty(): boolean {
    return this.#next === 0;
  }

  get received(): Ranges {
    return without(0, this.#next, this.#missing);
  }

  /** Removes a number from the gaps; false when it was not in one. */
  #take(sequence: number): boolean {
    const gaps = this.#missing;
    // Late arrivals are recent ones: look from the end.
    for (let i = gaps.length - 2; i >= 0; i -= 2) {
      const from = gaps[i]!;
      const to = gaps[i + 1]!;
      if (sequence >= to) return false;
      if (sequence < from) continue;
      if (from + 1 === to) gaps.splice(i, 2);
      else if (sequence === from) gaps[i] = from + 1;
      else if (sequence === to - 1) gaps[i + 1] = sequence;
      else gaps.splice(i, 2, from, sequence, sequence + 1, to);
      return true;
    }
    return false;
  }
}
