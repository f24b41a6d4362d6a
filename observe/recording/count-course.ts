/** Counts that only grow, by name, read again and again; in memory that does not grow with the time. Pure. */
import { Course } from './course.ts';

interface Reading {
  readonly atMs: number;
  /** `width` numbers for each name, in the order in which names came up; NaN: not read this time. */
  readonly counts: Float64Array;
}

/** How much the counts of one name grew. */
export interface Growth {
  readonly elapsedMs: number;
  readonly counts: readonly number[];
}

export class CountCourse {
  readonly #width: number;
  readonly #columns = new Map<string, number>();
  readonly #course = new Course<Reading>();

  /** `width`: how many counts a name has. */
  constructor(width: number) {
    this.#width = width;
  }

  add(atMs: number, read: ReadonlyMap<string, readonly number[]>): void {
    for (const name of read.keys())
      if (!this.#columns.has(name)) this.#columns.set(name, this.#columns.size * this.#width);
    const counts = new Float64Array(this.#columns.size * this.#width).fill(Number.NaN);
    for (const [name, values] of read) counts.set(values, this.#columns.get(name));
    this.#course.add({ atMs, counts });
  }

  /** Between the readings nearest to two times, as far as a name was read in them: names that were read twice at least. */
  between(fromMs: number, toMs: number): Map<string, Growth> {
    const readings = this.#course.readings;
    const first = nearest(readings, fromMs);
    // Somebody who had no CPU himself may have read once only meanwhile.
    const last = Math.max(nearest(readings, toMs), Math.min(first + 1, readings.length - 1));
    const grown = new Map<string, Growth>();
    for (const [name, column] of this.#columns) {
      const has = ({ counts }: Reading) => !Number.isNaN(counts[column] ?? Number.NaN);
      const within = readings.slice(first, last + 1).filter(has);
      const [begin, end] = [within[0], within.at(-1)];
      if (begin === undefined || end === undefined || begin === end) continue;
      const counts = Array.from(
        { length: this.#width },
        (_, at) => end.counts[column + at]! - begin.counts[column + at]!,
      );
      grown.set(name, { elapsedMs: end.atMs - begin.atMs, counts });
    }
    return grown;
  }
}

function nearest(readings: readonly Reading[], atMs: number): number {
  let found = 0;
  readings.forEach((reading, at) => {
    if (Math.abs(reading.atMs - atMs) < Math.abs(readings[found]!.atMs - atMs)) found = at;
  });
  return found;
}
