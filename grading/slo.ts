/** A criterion met by saved SLO rows. Pure. */
import { whyNoPass } from '../reporters/why-no-pass.ts';
import type { SloRow } from '../saved/slo-row.ts';
import { listed, plural } from '../text/format.ts';
import { evidenceOf, type Finding, nothing } from './finding.ts';
import { absence, cellsFor, type Found, promiseProblem } from './matching-cells.ts';
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
  const evidence = judged.flatMap(({ found, rows }) =>
    rows.map(({ message }) => evidenceOf(found, 'Service level objectives', message)),
  );
  const problems = judged.flatMap(({ found, problem }) =>
    problem === null ? [] : [`${found.cell.title}: ${problem}`],
  );
  if (problems.length > 0) return nothing(problems.join('; '), { evidence, cells });
  const rows = plural(evidence.length, 'bound');
  const why = `${rows} of ${plural(cells.length, 'cell')} held`;
  return { points, why, evidence, cells, documents: [] };
}

function judge(
  { cell }: Found,
  asked: NonNullable<Criterion['slo']>,
): { readonly rows: readonly SloRow[]; readonly problem: string | null } {
  const { metrics } = asked;
  const rows = cell.slo.filter(
    ({ metric, soft }) => !soft && (metrics === 'all' || metrics.includes(metric)),
  );
  const absent =
    metrics === 'all'
      ? []
      : metrics.filter((metric) => !rows.some((row) => row.metric === metric && row.window === 'measure'));
  const problem = ((): string | null => {
    if (absent.length > 0) return `nothing was promised of ${listed(absent)} over the whole measure phase`;
    if (cell.verdict === 'invalid') return `not judged: ${whyNoPass(cell)}`;
    const broken = rows.filter(({ ok, verdict }) => !ok || verdict !== 'pass');
    if (broken.length > 0) return broken.map(({ message }) => message).join('; ');
    if (rows.length === 0) return 'nothing was promised';
    if (metrics === 'all' && cell.verdict === 'fail') return `failed: ${whyNoPass(cell)}`;
    return promiseProblem(asked, cell);
  })();
  return { rows, problem };
}
