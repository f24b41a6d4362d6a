/** What was measured so far of the measure phase, added up over its seconds: for the eye, while the load runs. */
import type { ParsedMetric } from '../metrics/parse.ts';
import { type Statistic, tailOf } from '../metrics/statistics.ts';
import type { PhasesPlan } from './plan.ts';
import { SecondHistogram } from './second-histogram.ts';
import type { Second } from './seconds.ts';

export type LiveMetric = Pick<ParsedMetric, 'group' | 'definition'>;

/** Metrics while the load runs, in their units; null where one is not known before the end. */
export interface LiveFigures {
  value(metric: LiveMetric): number | null;
  /** What the plan offered so far, of a metric that may be bounded by a share of it. */
  offered(metric: LiveMetric): number | null;
}

/** Before anything was measured. */
export const NO_FIGURES: LiveFigures = { value: () => null, offered: () => null };

interface Part<Count extends string, Latency extends string> {
  readonly name: string;
  readonly counts: Record<Count, number>;
  readonly latencies: Readonly<Record<Latency, SecondHistogram>>;
}

export class SoFar<Count extends string, Latency extends string> {
  readonly #parts: readonly Part<Count, Latency>[];
  readonly #fromSecond: number;
  readonly #toSecond: number;
  /** Seconds of the measure phase that were told of. */
  seconds = 0;

  /** `parts`: names of groups or tasks, in the order in which agents tell of them. */
  constructor(
    parts: readonly string[],
    { counts, latencies }: { readonly counts: readonly Count[]; readonly latencies: readonly Latency[] },
    { warmupMs, measureMs }: Pick<PhasesPlan, 'warmupMs' | 'measureMs'>,
  ) {
    this.#parts = parts.map((name) => ({
      name,
      counts: Object.fromEntries(counts.map((count) => [count, 0])) as Record<Count, number>,
      latencies: Object.fromEntries(latencies.map((latency) => [latency, new SecondHistogram()])) as Record<
        Latency,
        SecondHistogram
      >,
    }));
    this.#fromSecond = Math.ceil(warmupMs / 1000);
    this.#toSecond = Math.ceil((warmupMs + measureMs) / 1000);
  }

  /** What one agent says of one second, by part. */
  add(second: number, told: readonly Second<Count, Latency>[]): void {
    if (second < this.#fromSecond || second >= this.#toSecond) return;
    this.seconds = Math.max(this.seconds, second + 1 - this.#fromSecond);
    this.#parts.forEach(({ counts, latencies }, number) => {
      const part = told[number]!;
      for (const name in counts) counts[name] += part.counts[name];
      for (const name in latencies) latencies[name].add(part.latencies[name]);
    });
  }

  /** Of one part, or of all. */
  count(name: Count, part: string | null): number {
    return this.#of(part).reduce((sum, { counts }) => sum + counts[name], 0);
  }

  ratePerSecond(name: Count, part: string | null): number | null {
    return this.seconds === 0 ? null : this.count(name, part) / this.seconds;
  }

  /** Null without samples, and for a statistic that is no rank. */
  latencyMs(name: Latency, statistic: Statistic | null, part: string | null): number | null {
    const tail = statistic === null ? null : tailOf(statistic);
    if (tail === null) return null;
    const merged = new SecondHistogram();
    for (const { latencies } of this.#of(part)) merged.merge(latencies[name]);
    const us = merged.percentileUs(100 * (1 - tail));
    return us === null ? null : us / 1000;
  }

  #of(part: string | null): readonly Part<Count, Latency>[] {
    return part === null ? this.#parts : this.#parts.filter(({ name }) => name === part);
  }
}
