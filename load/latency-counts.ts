/**
 * Latencies as the hot path counts them: HdrHistogram's own layout for 3 significant digits from 1 us (every
 * value below 2048 alone, then 1024 steps a power of two), its index worked out in place. It costs a quarter of
 * the library's `recordValue`, and nothing until the first value.
 */
import { HIGHEST_US, type Histogram, newHistogram } from './histogram.ts';

const STEPS = 1024;
const STEPS_BITS = 10;
/** Leading zeros of the largest value that has a count of its own, 2047. */
const ALONE_ZEROS = 21;
const indexOf = (valueUs: number): number => {
  const shift = Math.max(0, ALONE_ZEROS - Math.clz32(valueUs));
  return (shift << STEPS_BITS) + (valueUs >>> shift);
};
const LENGTH = indexOf(HIGHEST_US) + 1;
const NONE = new Uint32Array(0);

export class LatencyCounts {
  #counts = NONE;
  total = 0;
  sumUs = 0;

  /** Beyond the range it counts as the nearest bound, it is never dropped. */
  record(valueUs: number): void {
    if (this.total++ === 0) this.#counts = new Uint32Array(LENGTH);
    const value = valueUs <= 0 ? 0 : valueUs >= HIGHEST_US ? HIGHEST_US : Math.round(valueUs);
    this.sumUs += value;
    this.#counts[indexOf(value)]!++;
  }

  /** How many values are not above each of some bounds, which ascend; exact to 0.1 %. */
  atMost(boundsUs: readonly number[]): readonly number[] {
    let index = 0;
    let count = 0;
    return boundsUs.map((boundUs) => {
      const last = Math.min(indexOf(Math.min(boundUs, HIGHEST_US)), this.#counts.length - 1);
      for (; index <= last; index++) count += this.#counts[index]!;
      return count;
    });
  }

  histogram(): Histogram {
    const histogram = newHistogram();
    for (let index = 0; index < this.#counts.length; index++) {
      const count = this.#counts[index]!;
      if (count > 0) histogram.recordValueWithCount(valueAt(index), count);
    }
    return histogram;
  }
}

/** The lowest value counted there. */
function valueAt(index: number): number {
  if (index < 2 * STEPS) return index;
  return (STEPS + (index % STEPS)) * 2 ** (Math.floor(index / STEPS) - 1);
}
