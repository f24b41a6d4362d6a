/** `0.2 CPU, 512 MiB`: 20 percent of one core; null when the quota says nothing of CPU. */
export function quotaPercent(quota: string | null | undefined): number | null {
  const cpus = /(?:^|, )([\d.]+) CPU/.exec(quota ?? '')?.[1];
  return cpus === undefined ? null : Number(cpus) * 100;
}
