import type { Chart } from '../charts/charts.ts';
import { text } from '../markdown/inline.ts';
import { section } from '../markdown/layout.ts';

type Linked = Pick<Chart, 'name' | 'title' | 'kind'>;

/** Links to the charts; those of single cells are folded away. */
export function chartsSection(charts: readonly Linked[]): string | null {
  if (charts.length === 0) return null;
  const image = ({ name, title }: Linked): string => `![${text(title)}](${encodeURI(name)})`;
  const [overall, cells] = [
    charts.filter(({ kind }) => kind !== 'series'),
    charts.filter(({ kind }) => kind === 'series'),
  ];
  return section(
    'Charts',
    ...overall.map(image),
    cells.length > 0
      ? `<details>\n<summary>Second by second, cell by cell</summary>\n\n${cells.map(image).join('\n\n')}\n\n</details>`
      : null,
  );
}
