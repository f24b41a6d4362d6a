/** What came of a run, and the exit code that says so. */
import type { Problem } from '../reporters/vitest/problem.ts';
import type { Cell } from '../saved/cell.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';

export interface Outcome {
  readonly interrupted: boolean;
  readonly cells: readonly (Pick<Cell, 'verdict'> & Partial<Pick<Cell, 'slo' | 'capacity'>>)[];
  readonly problems: readonly Pick<Problem, 'kind'>[];
}

/** Whether some test promised something; with --measure-only none has to. */
export const someJudged = ({ cells }: Pick<Outcome, 'cells'>): boolean =>
  cells.some(({ slo = [], capacity }) => capacity !== undefined || slo.some(({ soft }) => !soft));

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
