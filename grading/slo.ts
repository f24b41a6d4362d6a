/** A criterion met by saved SLO rows. Pure. */
import { whyNoPass } from '../reporters/why-no-pass.ts';
import type { SloRow } from '../saved/slo-row.ts';
import { listed, plural } from '../text/format.ts';
import { evidenceOf, type Finding, nothing } from './finding.ts';
import { absence, cellsFor, type Found, promiseProblem } from './matching-cells.ts';
import { isOnAnswer, measuredAgainst } from './measured-capacity.ts';
import type { Criterion } from './rubric.ts';
import type { Submission } from './submission.ts';

/** All points when every bound asked for holds in every cell that matches; else none. */
export function gradeSlo(
  asked: NonNullable<Criterion['slo']>,
  points: number,
  submission: Submission,
): Finding {
  const cells = cellsFor(asked, submission);
  if (cells.length === 0) return nothing(absence(asked, submission));
  const judged = cells.map((found) => ({ found, ...judge(found, asked) }));
  const evidence = judged.flatMap(({ found, answers, rows }) => [
    ...answers.map(({ message }) => evidenceOf(found, 'Capacity', message)),
    ...rows.map(({ message }) => evidenceOf(found, 'Service level objectives', message)),
  ]);
  const problems = judged.flatMap(({ found, problem }) =>
    problem === null ? [] : [`${found.cell.title}: ${problem}`],
  );
  if (problems.length > 0) return nothing(problems.join('; '), { evidence, cells });
  const rows = plural(evidence.length, 'bound');
  const why = `${rows} of ${plural(cells.length, 'cell')} held`;
  return { points, why, evidence, cells, documents: [] };
}

interface Judged {
  /** Of a search, what was found against what the rubric requires. */
  readonly answers: readonly { readonly ok: boolean; readonly message: string }[];
  readonly rows: readonly SloRow[];
  readonly problem: string | null;
}

function judge({ cell }: Found, asked: NonNullable<Criterion['slo']>): Judged {
  const { metrics, promise } = asked;
  const isAsked = (metric: string): boolean => metrics === 'all' || metrics.includes(metric);
  const answers = Object.entries(promise).flatMap(([metric, required]) =>
    isAsked(metric) && isOnAnswer(cell, metric) ? measuredAgainst(cell, metric, required) : [],
  );
  // The floor that the test itself asks for, and a verdict that follows from it, decide nothing then.
  const byAnswer = (metric: string): boolean => answers.length > 0 && isOnAnswer(cell, metric);
  const hard = cell.slo.filter(({ metric, soft }) => !soft && isAsked(metric));
  const rows = hard.filter(({ metric }) => !byAnswer(metric));
  const absent =
    metrics === 'all'
      ? []
      : metrics.filter(
          (metric) =>
            !byAnswer(metric) && !rows.some((row) => row.metric === metric && row.window === 'measure'),
        );
  const ofFloor = hard.some((row) => byAnswer(row.metric) && row.verdict === cell.verdict);
  const problem = ((): string | null => {
    if (absent.length > 0) return `the test has no SLO on ${listed(absent)} over the whole measure phase`;
    if (cell.verdict === 'invalid' && !ofFloor) return `not judged: ${whyNoPass(cell)}`;
    const broken = [...answers.filter(({ ok }) => !ok), ...rows.filter(isBroken)];
    if (broken.length > 0) return broken.map(({ message }) => message).join('; ');
    if (answers.length + rows.length === 0) return 'the test has no SLO';
    if (metrics === 'all' && cell.verdict === 'fail' && !ofFloor) return `failed: ${whyNoPass(cell)}`;
    return promiseProblem(asked, cell);
  })();
  return { answers, rows, problem };
}

const isBroken = ({ ok, verdict }: SloRow): boolean => !ok || verdict !== 'pass';
