import type { Problem } from '../reporters/vitest/problem.ts';
import type { Cell } from '../saved/cell.ts';

/** Exit codes of `tidemark`, one sentence each. `git bisect run` reads 125 as "skip" and 128 and above as "stop". */
export const EXIT = {
  /** Every SLO was met; nothing regressed. */
  met: 0,
  /** An SLO was breached, or a metric regressed. */
  breached: 1,
  /** Nothing could be judged: a run was invalid, the target would not start, or nothing was tested. */
  notJudged: 125,
  /** The command, a plan or an SLO is written wrongly. */
  usage: 129,
  /** Interrupted; finished cells are kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Outcome {
  readonly interrupted: boolean;
  readonly cells: readonly Pick<Cell, 'verdict'>[];
  readonly problems: readonly Pick<Problem, 'kind'>[];
}

/** Any breach comes before whatever kept other cells from being judged. */
export function exitCodeOf({ interrupted, cells, problems }: Outcome): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (cells.some(({ verdict }) => verdict === 'fail') || problems.some(({ kind }) => kind === 'breach')) {
    return EXIT.breached;
  }
  if (problems.some(({ kind }) => kind === 'usage')) return EXIT.usage;
  const judged =
    cells.length > 0 && problems.length === 0 && cells.every(({ verdict }) => verdict === 'pass');
  return judged ? EXIT.met : EXIT.notJudged;
}
