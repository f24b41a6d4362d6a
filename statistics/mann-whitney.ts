/** The Mann-Whitney test: do two samples come from the same distribution, whatever that is? */
import { normalCdf, normalQuantile } from './normal.ts';

export interface MannWhitney {
  /** Pairs in which the second sample is larger; equal ones count half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
}

/** Up to so many values in all every way of dealing them out is counted; a double still holds the count exactly. */
const EXACT_UP_TO = 50;

/**
 * Two-sided test of H. B. Mann and D. R. Whitney (1947). Exact by counting every way of dealing the ranks out,
 * ties by their mean rank (B. Streitberg and J. Röhmel, Exact distributions for permutation and rank tests, 1986), as
 * in R's `wilcox.test` where there are none. Above `exactUpTo` values in all the normal approximation, with continuity
 * and tie correction (E. L. Lehmann, Nonparametrics, 1975, section 1.4). An empty sample tells nothing: p is 1.
 */
export function mannWhitney(
  first: readonly number[],
  second: readonly number[],
  exactUpTo = EXACT_UP_TO,
): MannWhitney {
  const ranks = doubledRanks([...first, ...second]);
  const [m, n] = [first.length, second.length];
  const sum = ranks.slice(m).reduce((total, rank) => total + rank, 0);
  const u = sum / 2 - (n * (n + 1)) / 2;
  const p = m + n <= exactUpTo ? exactP(ranks, n, sum) : normalP(ranks, m, n, u);
  return { u, p: Math.min(1, p) };
}

/** Least p that two such samples could have: that of two that do not overlap at all. */
export function leastP(m: number, n: number): number {
  const values = Array.from({ length: m + n }, (_, index) => index);
  return mannWhitney(values.slice(0, m), values.slice(m)).p;
}

/**
 * Order statistic, from 1, of all m x n differences that bounds the shift from below with the confidence given; as many
 * from the other end bound it from above (D. F. Bauer, Constructing confidence sets using rank statistics, 1972).
 * Null: no interval of so few values has that confidence.
 */
export function boundingRank(m: number, n: number, confidence: number): number | null {
  const alpha = (1 - confidence) / 2;
  if (m + n > EXACT_UP_TO) {
    const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
    return Math.max(1, Math.round((m * n) / 2 - normalQuantile(1 - alpha) * deviation));
  }
  const ranks = Array.from({ length: m + n }, (_, index) => 2 * (index + 1));
  const ways = waysToSum(ranks, n);
  const all = ways.reduce((total, count) => total + count, 0);
  const least = n * (n + 1);
  let below = 0;
  let rank = 0;
  // P(U < rank) stays within alpha.
  while ((below + ways[least + 2 * rank]!) / all <= alpha) below += ways[least + 2 * rank++]!;
  return rank === 0 ? null : rank;
}

/** Twice the rank of each value, from 1; equal ones share their mean, so that every one is a whole number. */
function doubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let at = from; at < to; at++) ranks[order[at]!] = from + 1 + to;
    from = to;
  }
  return ranks;
}

/** By sum: in how many ways `n` of the ranks give it. */
function waysToSum(ranks: readonly number[], n: number): Float64Array {
  const most = ranks.reduce((total, rank) => total + rank, 0);
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  let reached = 0;
  ranks.forEach((rank, dealt) => {
    reached += rank;
    for (let taken = Math.min(n, dealt + 1); taken > 0; taken--) {
      const [to, from] = [ways[taken]!, ways[taken - 1]!];
      for (let sum = reached; sum >= rank; sum--) to[sum]! += from[sum - rank]!;
    }
  });
  return ways[n]!;
}

function exactP(ranks: readonly number[], n: number, sum: number): number {
  const ways = waysToSum(ranks, n);
  let [below, above, all] = [0, 0, 0];
  ways.forEach((count, at) => {
    all += count;
    if (at <= sum) below += count;
    if (at >= sum) above += count;
  });
  return (2 * Math.min(below, above)) / all;
}

function normalP(ranks: readonly number[], m: number, n: number, u: number): number {
  const tied = new Map<number, number>();
  for (const rank of ranks) tied.set(rank, (tied.get(rank) ?? 0) + 1);
  const N = m + n;
  const ties = [...tied.values()].reduce((total, t) => total + t ** 3 - t, 0);
  const variance = ((m * n) / 12) * (N + 1 - ties / (N * (N - 1)));
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return variance > 0 ? 2 * normalCdf(-distance / Math.sqrt(variance)) : 1;
}
