/** A comparison in sentences, for the terminal and the report alike. Pure. */
import type { Comparison, MetricComparison, MetricVerdict } from '../../saved/comparison.ts';
import { count, duration, listed, NONE, percent, plural } from '../../text/format.ts';
import { formatQuantity } from '../../text/quantity.ts';

/** `+12.3 %`; from nothing to something is no percentage. */
export const signed = (value: number | null): string =>
  value === null
    ? 'from none'
    : `${value >= 0.05 ? '+' : ''}${percent(Math.abs(value) < 0.05 ? 0 : value)} %`;

export const changeText = ({ changePercent, baseMedian, headMedian }: MetricComparison): string =>
  baseMedian === null || headMedian === null ? NONE : signed(changePercent);

export const intervalText = ({ interval }: MetricComparison): string =>
  interval === null
    ? NONE
    : `${signed(interval.lowPercent)} to ${interval.highPercent === null ? 'any' : signed(interval.highPercent)}`;

export const probabilityText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

export const valueText = (value: number | null, unit: string): string =>
  value === null ? NONE : formatQuantity(value, unit);

/** `6 and 6`; with those left out: `6 and 5 (1 invalid)`. */
export function runsText({ base, head, invalid }: MetricComparison): string {
  const arm = (n: number, left: number): string => `${n}${left > 0 ? ` (${left} invalid)` : ''}`;
  return `${arm(base.length, invalid.base)} and ${arm(head.length, invalid.head)}`;
}

const VERDICTS: readonly MetricVerdict[] = ['regressed', 'improved', 'no difference', 'inconclusive'];

/** What the verdict rests on: the largest changes by name, the others counted. */
export function verdictClauses({
  verdict: overall,
  metrics,
  leftOut,
  interrupted,
}: Pick<Comparison, 'verdict' | 'metrics' | 'leftOut' | 'interrupted'>): string[] {
  const of = (wanted: MetricVerdict) => metrics.filter(({ verdict }) => verdict === wanted);
  const named = overall === 'regressed' || overall === 'improved' ? of(overall) : [];
  const cells = new Set(metrics.map(({ cell }) => cell)).size;
  const shown = named
    .toSorted((one, other) => sizeOf(other) - sizeOf(one))
    .slice(0, 3)
    .map((one) => `${one.metric}${cells > 1 ? ` of ${one.cell}` : ''} ${changeText(one)}`);
  const counts = VERDICTS.flatMap((verdict) => {
    const n = of(verdict).length - (verdict === overall ? shown.length : 0);
    return n > 0 ? [`${count(n)}${verdict === overall && shown.length > 0 ? ' more' : ''} ${verdict}`] : [];
  });
  return [
    ...(shown.length > 0 ? [listed(shown)] : []),
    ...(counts.length > 0 ? [`${listed(counts)} of ${plural(metrics.length, 'metric')}`] : []),
    ...(metrics.length === 0 ? ['nothing was measured in both arms'] : []),
    ...(overall === 'inconclusive' && leftOut.length > 0 ? ['not everything was compared'] : []),
    ...(interrupted ? ['interrupted'] : []),
  ];
}

/** Of a change, so that half and twice are as large; from or to nothing is beyond any. */
const sizeOf = ({ changePercent }: MetricComparison): number =>
  changePercent === null
    ? Number.MAX_VALUE
    : Math.min(Number.MAX_VALUE, Math.abs(Math.log1p(changePercent / 100)));

/** Why it was run so often, and no oftener. */
export function courseText({ course, metrics }: Comparison): string | null {
  if (course === null) return null;
  const { order, needed, budgetMs, tookMs, ended } = course;
  const of = (arm: 'base' | 'head'): number => order.filter((one) => one === arm).length;
  const ran = `${plural(of('base'), 'run')} of base and ${of('head')} of head in ${duration(tookMs)}`;
  const cells = new Set(metrics.map(({ cell }) => cell)).size;
  const asked =
    needed === null
      ? 'there are fewer than five runs of each, so their spread is not known'
      : needed.because === null
        ? `their spread requires no more than ${needed.runs} of each`
        : `the spread of ${needed.because.metric}${cells > 1 ? ` (${needed.because.cell})` : ''}, ${percent(needed.spreadPercent)} % from run to run, requires ${needed.runs} of each`;
  const why = {
    enough: '',
    budget: `; the time budget of ${duration(budgetMs)} was used up`,
    'invalid runs': '; too many runs were invalid',
    interrupted: '; the runs were interrupted',
  }[ended];
  return `${ran}; ${asked}${why}.`;
}
