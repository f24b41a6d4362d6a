/**
 * Latencies of one second, for the per-second series: steps of 1.6 %, cheap to send and to merge.
 * The percentiles that are judged come from the HDR histograms, not from here.
 */
const LINEAR = 128;
const HALF = LINEAR / 2;
const BUCKETS = LINEAR + 25 * HALF;
const MAX_US = 2 ** 32 - 1;

/** Sparse: [bucket, count, bucket, count, …]. */
export type SparseCounts = readonly number[];

export class SecondHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #lowest = BUCKETS;
  #highest = -1;

  record(valueUs: number): void {
    const value = valueUs < 0 ? 0 : valueUs > MAX_US ? MAX_US : Math.floor(valueUs);
    let bucket = value;
    if (value >= LINEAR) {
      const shift = 25 - Math.clz32(value);
      bucket = LINEAR + (shift - 1) * HALF + (value >>> shift) - HALF;
    }
    this.#counts[bucket]!++;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }

  add(counts: SparseCounts): void {
    for (let i = 0; i < counts.length; i += 2) {
      const bucket = counts[i]!;
      this.#counts[bucket]! += counts[i + 1]!;
      this.#lowest = Math.min(this.#lowest, bucket);
      this.#highest = Math.max(this.#highest, bucket);
    }
  }

  /** Adds what another one has. */
  merge(other: SecondHistogram): void {
    for (let bucket = other.#lowest; bucket <= other.#highest; bucket++)
      this.#counts[bucket]! += other.#counts[bucket]!;
    this.#lowest = Math.min(this.#lowest, other.#lowest);
    this.#highest = Math.max(this.#highest, other.#highest);
  }

  /** What was recorded since the last time, and starts afresh. */
  take(): SparseCounts {
    const counts: number[] = [];
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#counts[bucket]!;
      if (count > 0) counts.push(bucket, count);
    }
    this.#counts.fill(0, Math.max(0, this.#lowest), this.#highest + 1);
    this.#lowest = BUCKETS;
    this.#highest = -1;
    return counts;
  }

  /** What was recorded: a value in microseconds, how often, the next value, … */
  get samples(): readonly number[] {
    const samples: number[] = [];
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#counts[bucket]!;
      if (count > 0) samples.push(middleUs(bucket), count);
    }
    return samples;
  }

  /** Microseconds, or null without samples. */
  percentileUs(percent: number): number | null {
    let total = 0;
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) total += this.#counts[bucket]!;
    let left = Math.ceil((total * percent) / 100);
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0 && total > 0) return middleUs(bucket);
    }
    return null;
  }
}

function middleUs(bucket: number): number {
  if (bucket < LINEAR) return bucket;
  const shift = Math.floor((bucket - LINEAR) / HALF) + 1;
  const mantissa = HALF + ((bucket - LINEAR) % HALF);
  return (mantissa + 0.5) * 2 ** shift;
}
