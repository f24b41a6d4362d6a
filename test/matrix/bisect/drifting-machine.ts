/** A bisect over made-up commits on a made-up machine: every run takes its time, and what it measures hangs on when it is made. */
import { judgeBesideEnds, runEnds } from '../../../matrix/bisect/beside-ends.ts';
import { confirm } from '../../../matrix/bisect/confirm.ts';
import { endsApart } from '../../../matrix/bisect/ends-apart.ts';
import type { Line } from '../../../matrix/bisect/judge-commit.ts';
import type { Sample } from '../../../matrix/compare/sample.ts';
import { randomAt } from '../../../statistics/random.ts';

export const FOLLOWED = { metric: 'delivery.p99', unit: 'ms', better: 'lower' } as const;

export interface Machine {
  /** What a run measures that would measure `ms` on a quiet machine; `at`: how many runs were made before it. */
  readonly measures: (ms: number, at: number) => number;
  /** Spread from run to run, as a share. */
  readonly noise: number;
  readonly seed: number;
}

export interface History {
  /** Commits after the good end, up to the bad one. */
  readonly suspects: number;
  /** Which of them made it slower, from 1. */
  readonly first: number;
  readonly goodMs: number;
  readonly badMs: number;
}

/** Which commit is named, from 1; null: the bisect ends with 125. */
export async function bisectOn(
  { measures, noise, seed }: Machine,
  { suspects, first, goodMs, badMs }: History,
  trials = 5,
): Promise<{ readonly named: number | null; readonly runs: number }> {
  let runs = 0;
  const normal = (n: number): number =>
    Math.sqrt(-2 * Math.log(1 - randomAt(seed, 1, n))) * Math.cos(2 * Math.PI * randomAt(seed, 2, n));
  const run = async (commit: number): Promise<Sample> => {
    const at = runs++;
    return { value: measures(commit < first ? goodMs : badMs, at) * Math.exp(noise * normal(at)) };
  };
  const end = { good: 0, bad: suspects } as const;
  const samples = await runEnds((which) => run(end[which]), trials);
  const ends = endsApart(samples.good, samples.bad, FOLLOWED);
  if (!ends.apart) return { named: null, runs };
  let line: Line = { threshold: ends.threshold, gap: ends.gap, better: FOLLOWED.better, trials };
  let [good, bad] = [0, suspects];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const judged = await judgeBesideEnds(
      (which) => run(which === 'commit' ? middle : end[which]),
      line,
      FOLLOWED,
    );
    if ('unsteady' in judged) return { named: null, runs };
    line = judged.line;
    if (judged.verdict === 'good') good = middle;
    else bad = middle;
  }
  const { why } = await confirm((which) => run(which === 'first' ? bad : good), FOLLOWED, {
    gap: line.gap,
    seed,
  });
  return { named: why === null ? bad : null, runs };
}
