/** The tables of docs/metrics.md, made from the list of metrics. */
import { type AnyDefinition, HTTP_METRICS, METRICS, samplesNeeded, tailOf } from '../../metrics/metrics.ts';

type Definition = Pick<AnyDefinition, 'kind' | 'name' | 'unit' | 'better' | 'group' | 'windowed' | 'meaning'>;

/** Every metric of a kind of load, in the order of the list. */
const LISTS = { mqtt: [...METRICS.values()], http: [...HTTP_METRICS.values()] } as const;

/** By the name that docs/metrics.md has in its comments. */
export const metricTables = (): ReadonlyMap<string, string> =>
  new Map([
    ['statistics', statistics()],
    ...Object.entries(LISTS).flatMap(([load, list]): [string, string][] => [
      [`${load} latencies`, latencies(list)],
      [`${load} figures`, table(list.filter(({ kind }) => kind === 'figure'))],
    ]),
  ]);

/** Each family once, in place of its metrics. */
function latencies(list: readonly AnyDefinition[]): string {
  const families = new Map<string, Definition>();
  for (const metric of list) {
    if (metric.kind === 'latency') families.set(metric.family, { ...metric, name: metric.family as never });
  }
  return table([...families.values()]);
}

const table = (metrics: readonly Definition[]): string =>
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
  const named = new Map(
    [...METRICS.values()]
      .flatMap((one) => (one.kind === 'latency' ? [one.statistic] : []))
      .map((one) => [one, tailOf(one)]),
  );
  return rows(
    ['statistic', 'meaning', 'samples needed'],
    [...named].map(([statistic, tail]) => [
      `\`.${statistic}\``,
      tail
        ? `${Number((100 * (1 - tail)).toFixed(3))} % of the samples are not above it`
        : (MEANINGS[statistic] ?? statistic),
      samplesNeeded(statistic).toLocaleString('en-US'),
    ]),
  );
}

const MEANINGS: Readonly<Record<string, string>> = {
  min: 'the least',
  mean: 'the mean',
  max: 'the greatest',
};

const rows = (header: readonly string[], body: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
