/** The answer of the report: the verdict, what was found, and its chart. */
import { overallVerdict } from '../../saved/overall-verdict.ts';
import type { SavedResults } from '../../saved/results.ts';
import { count } from '../../text/format.ts';
import type { Chart } from '../charts/charts.ts';
import type { Finding } from '../finding.ts';
import { findingsOf } from '../findings/findings.ts';
import { uncheckedCertificates } from '../findings/unchecked-certificates.ts';
import { text } from '../markdown/inline.ts';
import { chartImage, type Linked } from './charts-section.ts';

const MOST_OTHERS = 6;

/** Without a heading of its own: it stands below the title. */
export function answerSection(results: SavedResults, charts: readonly Linked[]): string {
  const unchecked = uncheckedCertificates(results);
  return [answerOf(results, charts), ...(unchecked === null ? [] : [`**${text(unchecked)}**`])].join('\n\n');
}

function answerOf(results: SavedResults, charts: readonly Linked[]): string {
  const [first, ...others] = findingsOf(results);
  if (!first) {
    const said =
      results.cells.length === 0 ? 'No test was finished, so nothing was judged.' : 'No SLO was judged.';
    return `**${overallVerdict(results.cells)}** — ${said} ${counts(results)}`;
  }
  const drawn = [first.test, ...(first.beside ? [first.beside] : [])].flatMap(
    (test) => chartOf({ ...first, test }, charts) ?? [],
  );
  return [
    `**${overallVerdict(results.cells)}** — ${text(first.said)} ${counts(results)}`,
    ...(others.length > 0
      ? [
          others
            .slice(0, MOST_OTHERS)
            .map(({ said }) => `- ${text(said)}`)
            .join('\n'),
        ]
      : []),
    ...drawn.map(chartImage),
  ].join('\n\n');
}

/** The same words as on the terminal. */
function counts({ cells, interrupted }: SavedResults): string {
  const of = (verdict: string): number => cells.filter((cell) => cell.verdict === verdict).length;
  return `${count(of('pass'))} passed, ${count(of('fail'))} failed, ${count(of('invalid'))} invalid.${interrupted ? ' The run was interrupted.' : ''}`;
}

const ORDER: readonly Chart['kind'][] = ['changes', 'load', 'series', 'percentiles'];

function chartOf({ test, cell, load = null }: Finding, charts: readonly Linked[]): Linked | null {
  const own = charts.filter(({ of }) => of.suite === test.suite && of.title === test.title);
  const isOf = (chart: Linked): boolean =>
    (cell === null || chart.cell === cell) && (load === null || chart.load === load);
  const best = ORDER.flatMap((kind) =>
    own.filter((chart) => chart.kind === kind && (kind !== 'series' || isOf(chart))),
  );
  return best[0] ?? null;
}
