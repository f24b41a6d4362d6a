import { count } from '../../text/format.ts';
import { type Chart, MOST_CHARTS } from '../charts/charts.ts';
import { text } from '../markdown/inline.ts';
import { fold, folded } from '../markdown/layout.ts';

export type Linked = Pick<Chart, 'name' | 'title' | 'kind' | 'of' | 'cell' | 'load'>;

export const chartImage = ({ name, title }: Linked): string => `![${text(title)}](${encodeURI(name)})`;

const undrawn = (drawn: number, loads: number): string | null =>
  drawn < loads && drawn >= MOST_CHARTS
    ? `Drawn are ${count(drawn)} of ${count(loads)} loads, first those that did not pass. The results file has all of them.`
    : null;

/** Links to all charts; `loads` is how many were measured. */
export function chartsSection(charts: readonly Linked[], loads: number): string | null {
  if (charts.length === 0) return null;
  const of = (...kinds: Chart['kind'][]): string[] =>
    charts.filter(({ kind }) => kinds.includes(kind)).map(chartImage);
  const [percentiles, series] = [of('percentiles'), of('series')];
  return folded(
    'Charts',
    charts.length === 1 ? 'The chart' : `All ${count(charts.length)} charts`,
    ...of('changes', 'load'),
    percentiles.length > 0 ? fold('Response time by percentile', ...percentiles) : null,
    series.length > 0
      ? fold('Second by second, one chart for each load', undrawn(series.length, loads), ...series)
      : null,
  );
}
