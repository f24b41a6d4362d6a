/** What a comparison as a whole says, from the verdicts on its metrics. Pure. */
import type { MetricComparison, MetricVerdict } from '../../saved/comparison.ts';

type Judged = Pick<MetricComparison, 'cell' | 'verdict' | 'base' | 'head'>;

/**
 * A regression outweighs everything. Else something has to be said of each cell: of one of which nothing is, be it absent
 * from an arm, nothing is known. `cells`: names of all of them, those without metrics too. `named`: somebody said which
 * metrics, so each of them counts.
 */
export function overallOf(
  metrics: readonly Judged[],
  cells: readonly string[],
  named: boolean,
): MetricVerdict {
  if (metrics.some(({ verdict }) => verdict === 'regressed')) return 'regressed';
  const said = cells.map((name) =>
    overallOfCell(
      metrics.filter(({ cell }) => cell === name),
      named,
    ),
  );
  if (said.length === 0 || said.includes('inconclusive')) return 'inconclusive';
  return said.includes('improved') ? 'improved' : 'no difference';
}

/**
 * One metric that could be judged outweighs those that could not, unless it never moved in any run, like messages lost:
 * that says nothing about the others. It does not outweigh one that has values in one arm alone: that arm does, or fails to
 * do, what the other does not; nor one that was named.
 */
function overallOfCell(metrics: readonly Judged[], named: boolean): MetricVerdict {
  const oneSided = ({ base, head }: Judged): boolean => base.length > 0 !== head.length > 0;
  if (metrics.some((one) => oneSided(one) || (named && one.verdict === 'inconclusive')))
    return 'inconclusive';
  const still = ({ base, head }: Judged): boolean =>
    base.length * head.length > 0 && new Set([...base, ...head]).size === 1;
  const moved = metrics.filter((one) => !still(one));
  const said = (moved.length > 0 ? moved : metrics).map(({ verdict }) => verdict);
  const order: readonly MetricVerdict[] = ['improved', 'no difference'];
  return order.find((wanted) => said.includes(wanted)) ?? 'inconclusive';
}
