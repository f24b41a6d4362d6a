import { count } from '../../text/format.ts';
import type { Chart } from '../charts/charts.ts';
import { text } from '../markdown/inline.ts';
import { fold, folded } from '../markdown/layout.ts';

export type Linked = Pick<Chart, 'name' | 'title' | 'kind' | 'of' | 'cell' | 'load'>;

export const chartImage = ({ name, title }: Linked): string => `![${text(title)}](${encodeURI(name)})`;

/** Links to all charts. */
export function chartsSection(charts: readonly Linked[]): string | null {
  if (charts.length === 0) return null;
  const of = (...kinds: Chart['kind'][]): string[] =>
    charts.filter(({ kind }) => kinds.includes(kind)).map(chartImage);
  const [percentiles, series] = [of('percentiles'), of('series')];
  return folded(
    'Charts',
    charts.length === 1 ? 'The chart' : `All ${count(charts.length)} charts`,
    ...of('changes', 'load'),
    percentiles.length > 0 ? fold('Response time by percentile', ...percentiles) : null,
    series.length > 0 ? fold('Second by second, one chart for each load', ...series) : null,
  );
}
