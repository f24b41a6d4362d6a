/** Figures as Markdown tables. Ratios are of the floor's figure in the same scenario. Pure. */
import type { Figure } from './figures.ts';
import type { Scenario } from './scenarios.ts';

export function figuresTables(
  scenarios: readonly Scenario[],
  figures: readonly Figure[],
  floor: string,
): string {
  const titleOf = ({ scenario }: Figure): string =>
    scenarios.find(({ name }) => name === scenario)?.title ?? scenario;
  const ratioOf = (figure: Figure): string => {
    const least = figures.find(({ scenario, engine }) => scenario === figure.scenario && engine === floor);
    return least ? `${(comparedOf(figure) / comparedOf(least)).toFixed(2)} x` : '';
  };
  const cpu = figures.flatMap((figure) =>
    'cpuUs' in figure
      ? [
          [
            titleOf(figure),
            figure.engine,
            figure.userUs.toFixed(1),
            figure.systemUs.toFixed(1),
            figure.cpuUs.toFixed(1),
            ratioOf(figure),
            `${inGroups(figure.rate)} ${figure.unit}s/s`,
          ],
        ]
      : [],
  );
  const other = figures.flatMap((figure) =>
    'cpuUs' in figure ? [] : [[titleOf(figure), figure.engine, textOf(figure), ratioOf(figure)]],
  );
  return [
    table(['Scenario', 'Engine', 'User us', 'System us', 'CPU us', 'Of the floor', 'Rate'], 2, cpu),
    table(['Scenario', 'Engine', 'Figure', 'Of the floor'], 2, other),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const comparedOf = (figure: Figure): number =>
  'cpuUs' in figure ? figure.cpuUs : 'lagP99Ms' in figure ? figure.lagP99Ms : figure.residentBytes;

function textOf(figure: Exclude<Figure, { readonly cpuUs: number }>): string {
  if ('lagP99Ms' in figure) return `p99 ${figure.lagP99Ms.toFixed(2)} ms`;
  const kernel =
    figure.kernelBytes === null ? '' : `; the kernel's objects: ${inGroups(figure.kernelBytes)} B an end`;
  return `${inGroups(figure.residentBytes)} B a connection${kernel}`;
}

const inGroups = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The first `left` columns are words. */
function table(head: readonly string[], left: number, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const rule = head.map((_, column) => (column < left ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
