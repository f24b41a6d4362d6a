/** `tidemark compare BASE HEAD`: saved results, or two arms that are run in turn. */
import { refuseAmbiguous } from '../matrix/arms/ambiguous.ts';
import { type Arm, ArmError, parseArm, type RunArm } from '../matrix/arms/arm.ts';
import { savedRuns } from '../matrix/arms/saved-runs.ts';
import { betterOf } from '../matrix/compare/saved-metric.ts';
import { readName } from '../metrics/names.ts';
import { parseMetric } from '../metrics/parse.ts';
import type { ExitCode } from '../saved/exit-codes.ts';
import { UsageError } from './arguments.ts';
import type { CompareRequest } from './compare-request.ts';
import { concluded } from './conclude-comparison.ts';

/** Throws UsageError, ArmError, GitError, ResultsError, TargetChoiceError. */
export async function compare(request: CompareRequest): Promise<ExitCode> {
  const arms = { base: parseArm(request.base), head: parseArm(request.head) };
  for (const metric of request.metrics) refuseUnjudged(metric);
  const { base, head } = arms;
  for (const arm of [base, head]) await refuseAmbiguous(process.cwd(), arm);
  if (isRun(base) && isRun(head)) {
    const { compareRuns } = await import('./compare-runs.ts');
    return compareRuns({ ...request, arms: { base, head } });
  }
  if (isRun(base) || isRun(head)) {
    const [saved, other] = isRun(base) ? [head, base] : [base, head];
    const absent = other.kind === 'revision' ? `There is no file or folder "${other.name}". ` : '';
    throw new ArmError(
      `${absent}"${saved.name}" is saved results, but "${other.name}" would be measured now: two saved results, or two things to measure now, are required, because results of different hours differ for that reason alone. Run it with \`tidemark run --out FOLDER\` and compare the folders, or name a revision or option in place of "${saved.name}".`,
    );
  }
  if (request.paths.length > 0)
    throw new UsageError(
      `Saved results are compared without running anything; leave out ${request.paths.join(' ')}.`,
    );
  const saved = { base: await savedRuns(base.name), head: await savedRuns(head.name) };
  return concluded(request, arms, {
    arms: { base: saved.base.runs, head: saved.head.runs },
    files: { base: saved.base.files, head: saved.head.files },
    histories: saved.base.histories,
    course: null,
    interrupted: false,
  });
}

const isRun = (arm: Arm): arm is RunArm => arm.kind !== 'results';

/** Throws UsageError for what is no metric, or one that nothing is judged by. */
function refuseUnjudged(metric: string): void {
  const better = betterOf(metric);
  if (better === null)
    throw new UsageError(
      `--metric ${metric}: a metric of which less or more is better is required. This one describes the plan or the generator, not the target.`,
    );
  if (better !== undefined) return;
  try {
    parseMetric(readName(metric).metric);
  } catch (error) {
    throw new UsageError(`--metric: ${(error as Error).message}`);
  }
}
