import { type GivenGrade, inAll } from '../grading/grade.ts';
import type { Graded } from '../grading/overview.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';

/** Too few points are a breach only where all could be read and judged. `lost`: a grade could not be written. */
export function gradeExitCode(
  graded: readonly Graded[],
  atLeast: number | undefined,
  lost: boolean,
): ExitCode {
  const short = graded.filter((one) => !('grade' in one) || inAll(one.grade) < (atLeast ?? 0));
  if (short.some((one) => 'grade' in one && isWhole(one.grade))) return EXIT.breached;
  const none = graded.every((one) => !('grade' in one));
  return lost || none || (atLeast !== undefined && short.length > 0) ? EXIT.notJudged : EXIT.met;
}

const isWhole = ({ unreadable, criteria }: GivenGrade): boolean =>
  unreadable.length === 0 && criteria.every((one) => one.by === 'grader' || one.judged);
