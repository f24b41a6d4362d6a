/** What happened second by second in the parts of a load (groups of clients, tasks of users), added up over agents. */
import { SecondHistogram, type SparseCounts } from './second-histogram.ts';

/** One second of one part in one agent: plain data. */
export interface Second<Count extends string, Latency extends string> {
  readonly counts: Readonly<Record<Count, number>>;
  readonly lagMaxUs: number;
  readonly latencies: Readonly<Record<Latency, SparseCounts>>;
}

class Sum<Count extends string, Latency extends string> {
  readonly counts: Record<Count, number>;
  readonly latencies: Readonly<Record<Latency, SecondHistogram>>;
  lagMaxUs = 0;

  constructor(counts: readonly Count[], latencies: readonly Latency[]) {
    this.counts = Object.fromEntries(counts.map((name) => [name, 0])) as Record<Count, number>;
    this.latencies = Object.fromEntries(latencies.map((name) => [name, new SecondHistogram()])) as Record<
      Latency,
      SecondHistogram
    >;
  }
}

export class Seconds<Count extends string, Latency extends string> {
  readonly #parts: number;
  readonly #counts: readonly Count[];
  readonly #latencies: readonly Latency[];
  /** By second, then part. */
  readonly #sums: Sum<Count, Latency>[][] = [];

  constructor(parts: number, names: { counts: readonly Count[]; latencies: readonly Latency[] }) {
    this.#parts = parts;
    this.#counts = names.counts;
    this.#latencies = names.latencies;
  }

  /** What one agent says of one second, by part. */
  add(second: number, parts: readonly Second<Count, Latency>[]): void {
    while (this.#sums.length <= second)
      this.#sums.push(Array.from({ length: this.#parts }, () => this.#new()));
    parts.forEach((part, number) => {
      const sum = this.#sums[second]![number]!;
      for (const name of this.#counts) sum.counts[name] += part.counts[name];
      for (const name of this.#latencies) sum.latencies[name].add(part.latencies[name]);
      sum.lagMaxUs = Math.max(sum.lagMaxUs, part.lagMaxUs);
    });
  }

  /** Of all parts in one second. */
  total(second: number, name: Count): number {
    return (this.#sums[second] ?? []).reduce((sum, { counts }) => sum + counts[name], 0);
  }

  /** The p99 of the part and the latency that is worst in one second; null without samples. */
  worstP99Ms(second: number): number | null {
    const p99s = (this.#sums[second] ?? []).flatMap(({ latencies }) =>
      this.#latencies.map((name) => latencies[name].percentileUs(99) ?? 0),
    );
    const worstUs = Math.max(0, ...p99s);
    return worstUs > 0 ? worstUs / 1000 : null;
  }

  /** Of one part, a value a second. */
  counts(part: number, name: Count): number[] {
    return this.#sums.map((parts) => parts[part]!.counts[name]);
  }

  /** Null in a second without samples. */
  percentilesMs(part: number, name: Latency, percent: number): (number | null)[] {
    return this.#sums.map((parts) => {
      const us = parts[part]!.latencies[name].percentileUs(percent);
      return us === null ? null : us / 1000;
    });
  }

  /** Of one part, what was recorded in each second: a value in microseconds, how often, the next value, … */
  samples(part: number, name: Latency): (readonly number[])[] {
    return this.#sums.map((parts) => parts[part]!.latencies[name].samples);
  }

  lagMaxMs(part: number): number[] {
    return this.#sums.map((parts) => parts[part]!.lagMaxUs / 1000);
  }

  #new(): Sum<Count, Latency> {
    return new Sum(this.#counts, this.#latencies);
  }
}
