/** What a target can use of the CPUs it runs on. */
export interface CpuLimit {
  /** One full core is all it can use. */
  readonly singleThreaded: boolean;
  /** Its quota in percent of one core; null = none. */
  readonly quotaPercent: number | null;
  /** Of its machine; Infinity: not known. */
  readonly cores: number;
}

/** In percent of one core. */
export const cpuLimitPercent = ({ singleThreaded, quotaPercent, cores }: CpuLimit): number =>
  Math.min(singleThreaded ? 100 : cores * 100, quotaPercent ?? Number.POSITIVE_INFINITY);
