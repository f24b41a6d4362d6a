/** `tidemark compare BASE HEAD`: saved results, or two arms that are run in turn. */
import { type Arm, ArmError, comparedKeys, parseArm, type RunArm } from '../matrix/arms/arm.ts';
import { savedRuns } from '../matrix/arms/saved-runs.ts';
import { environmentDifferences, refuseDifferent } from '../matrix/compare/fingerprints.ts';
import { type ArmsMeasured, judgeArms } from '../matrix/compare/judge-arms.ts';
import { pastOf, readHistory } from '../matrix/compare/past.ts';
import { type ArmRuns, metricsIn, samplesOf } from '../matrix/compare/samples.ts';
import { baseOf, betterOf } from '../matrix/compare/saved-metric.ts';
import { parseMetric } from '../metrics/metrics.ts';
import { comparisonMarkdown } from '../reporters/comparison/markdown.ts';
import type { Comparison, MetricVerdict } from '../saved/comparison.ts';
import { writeReports } from '../saved/report-files.ts';
import { ResultsError } from '../saved/results-error.ts';
import { nearMiss } from '../text/near-miss.ts';
import { shellWords } from '../text/shell-words.ts';
import { UsageError } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { comparisonLines } from './lines.ts';
import type { Terminal } from './terminal.ts';

export interface CompareRequest {
  readonly base: string;
  readonly head: string;
  /** Test files and folders, of arms that are run. */
  readonly paths: readonly string[];
  /** Options of `tidemark run` for both arms, as words. */
  readonly options: readonly string[];
  /** Throws when `tidemark run` would refuse these; `inRevision`: it is run where a revision is checked out. */
  readonly refuse: (options: readonly string[], inRevision: boolean) => void;
  readonly metrics: readonly string[];
  readonly budgetMs: number;
  readonly seed: number;
  readonly build: string | null;
  readonly force: boolean;
  readonly out: string;
  /** For the report. */
  readonly argv: readonly string[];
  readonly terminal: Terminal;
}

/** The rest of a comparison, once both arms have runs. */
export type Measured = Pick<ArmsMeasured, 'arms' | 'files' | 'course' | 'interrupted'> & {
  readonly histories: readonly string[];
};

/** Throws UsageError, ArmError, GitError, ResultsError, TargetChoiceError. */
export async function compare(request: CompareRequest): Promise<ExitCode> {
  const arms = { base: parseArm(request.base), head: parseArm(request.head) };
  for (const metric of request.metrics) refuseUnjudged(metric);
  const { base, head } = arms;
  if (isRun(base) && isRun(head)) {
    const { compareRuns } = await import('./compare-runs.ts');
    return compareRuns({ ...request, arms: { base, head } });
  }
  if (isRun(base) || isRun(head)) {
    const [saved, other] = isRun(base) ? [head, base] : [base, head];
    const absent = other.kind === 'revision' ? `There is no file or folder "${other.name}". ` : '';
    throw new ArmError(
      `${absent}"${saved.name}" is saved results and "${other.name}" would be run: two of a kind are required, since what is measured hours apart differs by the hour alone. Run it with \`tidemark run --out FOLDER\` and compare the folders, or name a revision or option in place of "${saved.name}".`,
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

/** Judges, writes, prints. Throws ResultsError where the arms cannot be compared. */
export async function concluded(
  request: CompareRequest,
  named: Readonly<Record<'base' | 'head', Arm>>,
  { arms, histories, ...measured }: Measured,
): Promise<ExitCode> {
  const { terminal } = request;
  const compared = comparedKeys(named.base, named.head);
  refuseIncomparable(request, arms, compared);
  const runs = [...arms.base, ...arms.head];
  const comparison = judgeArms({
    ...measured,
    arms,
    names: { base: request.base, head: request.head },
    metrics: request.metrics.length > 0 ? request.metrics : null,
    past: pastOf(histories.flatMap(readHistory), runs),
    compared,
    command: `npx tidemark ${shellWords(measured.course ? withSeed(request) : request.argv)}`,
    startedAt: runs.map(({ startedAt }) => startedAt).sort()[0]!,
    finishedAt:
      runs
        .flatMap(({ finishedAt }) => finishedAt ?? [])
        .sort()
        .at(-1) ?? null,
  });
  const markdown = comparisonMarkdown(comparison);
  const written = await writeReports(request.out, 'compare', { found: comparison, markdown });
  terminal.result(...comparisonLines(comparison, written));
  return exitCodeOfComparison(comparison);
}

/** The order depends on it, so it is said also where nobody asked for one. */
function withSeed({ argv, seed }: CompareRequest): readonly string[] {
  const [command = '', ...rest] = argv;
  if (rest.some((word) => /^--seed(=|$)/.test(word))) return argv;
  return [command, '--seed', String(seed), ...rest];
}

/** Throws ResultsError. */
export function refuseIncomparable(
  { force, metrics, base, head }: CompareRequest,
  arms: ArmRuns,
  compared: ReadonlySet<string>,
): void {
  if (!force) refuseDifferent(environmentDifferences(arms, compared));
  const { common } = samplesOf(arms, null);
  if (common === 0) {
    throw new ResultsError(
      `${base} and ${head} have no cell in common, of which at least one is required: the same test file, title and parameters. Measure both with the same test files.`,
    );
  }
  const measured = metricsIn(arms);
  for (const metric of metrics) {
    if (measured.size === 0 || measured.has(metric)) continue;
    const near = nearMiss(metric, measured);
    throw new ResultsError(
      `--metric ${metric}: no cell of the arms has it.${near ? ` Did you mean ${near}?` : ''} Of it they have: ${[
        ...measured,
      ]
        .filter((one) => betterOf(one))
        .slice(0, 40)
        .join(', ')}.`,
    );
  }
}

/** Throws UsageError for what is no metric, or one that nothing is judged by. */
function refuseUnjudged(metric: string): void {
  const better = betterOf(metric);
  if (better === null)
    throw new UsageError(
      `--metric ${metric}: one that can get better or worse is required; this one says how the test went, not how the target did.`,
    );
  if (better !== undefined) return;
  try {
    parseMetric(baseOf(metric));
  } catch (error) {
    throw new UsageError(`--metric: ${(error as Error).message}`);
  }
}

const CODES: Readonly<Record<MetricVerdict, ExitCode>> = {
  regressed: EXIT.breached,
  improved: EXIT.met,
  'no difference': EXIT.met,
  inconclusive: EXIT.notJudged,
};

const exitCodeOfComparison = ({ interrupted, verdict }: Comparison): ExitCode =>
  interrupted ? EXIT.interrupted : CODES[verdict];
