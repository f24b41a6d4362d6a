/** What a run measured in time, for outputs that other tools read. */

/** Latencies in a stretch of time: of one second where the results have them, else of the measure phase. */
export interface Interval {
  /** As results name metrics, with the group or task where there are several: `devices/publish.ack`. */
  readonly name: string;
  /** From the start of the measure phase; the warm-up is negative. */
  readonly fromSeconds: number;
  readonly lengthSeconds: number;
  /** Value in microseconds, how often, the next value, …; or a compressed HDR histogram, base64. */
  readonly latencies: readonly number[] | string;
}

export interface SecondCounts {
  /** From the start of the measure phase. */
  readonly firstSecond: number;
  /** Columns in their order; null: nothing is known. */
  readonly columns: readonly (readonly [name: string, values: readonly (number | null)[]])[];
  /** The latencies that belong to a message or request, by name of the interval. */
  readonly latency: string;
}

/** Latencies by part of the load: one interval a second where `samples` has them, else the whole measure phase. */
export function intervalsOfPart(
  name: string,
  samples: readonly (readonly number[])[] | undefined,
  whole: string | undefined,
  { firstSecond, measureMs }: { readonly firstSecond: number; readonly measureMs: number },
): readonly Interval[] {
  if (samples === undefined)
    return whole === undefined
      ? []
      : [{ name, fromSeconds: 0, lengthSeconds: measureMs / 1000, latencies: whole }];
  return samples.flatMap((latencies, second) =>
    latencies.length === 0 ? [] : [{ name, fromSeconds: firstSecond + second, lengthSeconds: 1, latencies }],
  );
}
