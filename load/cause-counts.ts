/** How often what went wrong, by cause. */
export type CauseCounts = Readonly<Record<string, number>>;

export function sumOfCauses(counts: readonly CauseCounts[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of counts)
    for (const [cause, count] of Object.entries(one)) sum[cause] = (sum[cause] ?? 0) + count;
  return sum;
}

export const totalOf = (counts: CauseCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** 'connection refused: 3, status 500: 1', most first. */
export const causesInWords = (counts: CauseCounts): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([cause, count]) => `${cause}: ${count}`)
    .join(', ');
