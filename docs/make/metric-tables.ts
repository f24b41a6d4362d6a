/** The tables of docs/metrics.md, made from the list of metrics. */
import { KINDS, type Kind } from '../../metrics/kinds.ts';
import { type ListedMetric, metricList } from '../../metrics/metrics.ts';
import { STATISTICS, type Statistic, samplesNeeded, tailOf } from '../../metrics/statistics.ts';

/** By the name that docs/metrics.md has in its comments. */
export const metricTables = (): ReadonlyMap<string, string> =>
  new Map([
    ['statistics', statistics()],
    ...(Object.keys(KINDS) as Kind[]).flatMap((load): [string, string][] => {
      const isLatency = ({ statistics }: ListedMetric): boolean => statistics.length > 0;
      const list = metricList(load);
      return [
        [`${load} latencies`, table(list.filter(isLatency))],
        [`${load} figures`, table(list.filter((metric) => !isLatency(metric)))],
      ];
    }),
  ]);

const table = (metrics: readonly ListedMetric[]): string =>
  rows(
    ['metric', 'unit', 'better', 'of a group', 'of a window', 'meaning'],
    metrics.map(({ name, unit, better, group, windowed, meaning }) => [
      `\`${name}\``,
      unit || 'number',
      better ?? '–',
      group ? 'yes' : 'no',
      windowed ? 'yes' : 'no',
      meaning,
    ]),
  );

function statistics(): string {
  return rows(
    ['statistic', 'meaning', 'samples needed'],
    (Object.keys(STATISTICS) as Statistic[]).map((statistic) => [
      `\`.${statistic}\``,
      meaningOf(statistic),
      samplesNeeded(statistic).toLocaleString('en-US'),
    ]),
  );
}

function meaningOf(statistic: Statistic): string {
  const tail = tailOf(statistic);
  return tail
    ? `${Number((100 * (1 - tail)).toFixed(3))} % of the samples are not above it`
    : (MEANINGS[statistic] ?? statistic);
}

const MEANINGS: Partial<Record<Statistic, string>> = {
  min: 'the least',
  mean: 'the mean',
  max: 'the greatest',
};

const rows = (header: readonly string[], body: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
