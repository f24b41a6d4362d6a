/** The end of `tidemark compare`, once both arms have runs: judged, written, printed. */
import { type Arm, comparedKeys } from '../matrix/arms/arm.ts';
import { environmentDifferences, refuseDifferent } from '../matrix/compare/fingerprints.ts';
import { type ArmsMeasured, judgeArms } from '../matrix/compare/judge-arms.ts';
import { type ArmRuns, metricsIn, samplesOf } from '../matrix/compare/paired-samples.ts';
import { pastOf } from '../matrix/compare/past-values.ts';
import { betterOf } from '../matrix/compare/saved-metric.ts';
import { comparisonMarkdown } from '../reporters/comparison/markdown.ts';
import type { Comparison, MetricVerdict } from '../saved/comparison.ts';
import { EXIT, type ExitCode } from '../saved/exit-codes.ts';
import { readHistory } from '../saved/history.ts';
import { writeReports } from '../saved/report-files.ts';
import { ResultsError } from '../saved/results-error.ts';
import { nearMiss } from '../text/near-miss.ts';
import { shellWords } from '../text/shell-words.ts';
import type { CompareRequest } from './compare-request.ts';
import { comparisonLines } from './printed-lines.ts';

/** What the two arms gave. */
export type Measured = Pick<ArmsMeasured, 'arms' | 'files' | 'course' | 'interrupted'> & {
  readonly histories: readonly string[];
};

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

const CODES: Readonly<Record<MetricVerdict, ExitCode>> = {
  regressed: EXIT.breached,
  improved: EXIT.met,
  'no difference': EXIT.met,
  inconclusive: EXIT.notJudged,
};

const exitCodeOfComparison = ({ interrupted, verdict }: Comparison): ExitCode =>
  interrupted ? EXIT.interrupted : CODES[verdict];
